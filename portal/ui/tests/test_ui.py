"""Each component, rendered from a template string, says what it must say."""

import re

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from portal.ui.forms import ChoiceCards, IdNumberInput, OneTimeCodeInput, PhoneInput, ShortCodeInput


class ApplyForm(forms.Form):
    phone = forms.CharField(label="Phone", widget=PhoneInput, help_text="The one on file.")
    code = forms.CharField(label="Code", widget=OneTimeCodeInput, required=False)
    photo = forms.ChoiceField(label="Photo", widget=ChoiceCards, choices=[("a", "On file"), ("b", "New")])
    agree = forms.BooleanField(label="I agree.")


class ScanForm(forms.Form):
    purpose = forms.ChoiceField(
        label="Purpose", widget=ChoiceCards, choices=[("roadside", "Roadside")], initial="roadside"
    )
    code = forms.CharField(label="Code", widget=ShortCodeInput)


def render(source: str, **context) -> str:
    with translation.override("en"):
        return Template(source).render(Context(context))


def test_an_icon_is_hidden_from_screen_readers():
    html = render('{% icon "check" %}')
    assert 'aria-hidden="true"' in html
    assert "icons.svg#check" in html


@pytest.mark.parametrize("tone", ["normal", "notice", "abnormal", "void"])
def test_a_status_is_said_in_words_and_with_an_icon(tone):
    html = render("{% status_tag tone label %}", tone=tone, label="状态正常")
    assert "状态正常" in html
    assert f"tag-{tone}" in html
    assert "<use" in html


def test_a_status_of_unknown_tone_is_neutral_and_its_label_is_escaped():
    html = render("{% status_tag tone label %}", tone='x" onload="y', label="<b>")
    assert "tag-neutral" in html
    assert "onload" not in html
    assert "&lt;b&gt;" in html


def test_a_notice_keeps_its_content_and_escapes_what_people_typed():
    html = render("{% notice 'warning' %}<p>{{ text }}</p>{% endnotice %}", text="<script>")
    assert "notice-warning" in html
    assert "<p>&lt;script&gt;</p>" in html


def test_only_an_error_interrupts_the_reader():
    assert 'role="alert"' in render("{% notice 'error' %}no{% endnotice %}")
    assert "role=" not in render("{% notice 'info' %}yes{% endnotice %}")


def test_a_field_ties_label_hint_and_error_to_its_control():
    html = render("{% field form.phone %}", form=ApplyForm({}))
    assert '<label for="id_phone">Phone' in html
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in html
    assert 'id="id_phone_helptext"' in html
    assert 'id="id_phone_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'inputmode="tel"' in html


def test_an_optional_field_says_so_and_a_required_one_has_no_asterisk():
    form = ApplyForm()
    assert "(optional)" in render("{% field form.code %}", form=form)
    assert "(optional)" not in render("{% field form.phone %}", form=form)
    assert "*" not in render("{% field form.phone %}", form=form)


def test_choices_stand_in_a_fieldset_with_a_legend():
    html = render("{% field form.photo %}", form=ApplyForm({}))
    assert "<fieldset aria-describedby=" in html
    assert "<legend>Photo</legend>" in html


def test_a_checkbox_is_inside_its_label():
    html = render("{% field form.agree %}", form=ApplyForm())
    assert html.count("I agree") == 1
    assert '<label class="choice" for="id_agree"><input type="checkbox"' in html


def test_the_error_summary_links_to_the_first_control_of_each_wrong_field():
    html = render("{% form_errors form %}", form=ApplyForm({}))
    for target in ("#id_phone", "#id_photo_0", "#id_agree"):
        assert f'href="{target}"' in html
    assert 'id="id_photo_0"' in render("{{ form }}", form=ApplyForm({}))
    assert "Phone: This field is required." in html
    assert "I agree: This field is required." in html
    assert "#id_code" not in html


def test_an_error_of_the_whole_form_is_listed_without_a_link():
    form = ApplyForm({"phone": "1", "photo": "a", "agree": "on"})
    form.add_error(None, "Not now.")
    html = render("{% form_errors form %}", form=form)
    assert "Not now." in html
    assert "href" not in html


def test_there_is_no_error_summary_without_errors():
    assert render("{% form_errors form %}", form=ApplyForm()).strip() == ""


def test_a_summary_row_offers_its_change_link_with_the_name_of_the_row():
    html = render("{% summary_row 'Phone' value '/phone/' %}", value="<1>")
    assert "&lt;1&gt;" in html
    assert 'Change<span class="vh"> Phone</span>' in html
    assert "href" not in render("{% summary_row 'Phone' '1' %}")


def test_a_drawn_code_passes_and_anything_else_does_not():
    drawing = '<svg viewBox="0 0 4 4" class="qr"><path stroke="#000" d="M2 2.5h1"/></svg>'
    assert render("{% qr svg %}", svg=drawing) == drawing
    for bad in ("<script>1</script>", drawing.replace("<path", "<script>1</script><path"), ""):
        with pytest.raises(ValueError, match="not a drawing"):
            render("{% qr svg %}", svg=bad)


def test_a_drawing_of_the_code_room_passes():
    qr = pytest.importorskip("portal.documents.qr")
    assert "<path" in render("{% qr svg %}", svg=qr.svg("HTTPS://127.0.0.1:8000/V/ABC"))


def test_the_timeline_tells_done_from_current_from_open():
    html = render(
        "{% timeline items %}",
        items=[{"label": "Sent", "state": "done", "note": "By you"}, {"label": "Review", "state": "current"}],
    )
    assert 'class="is-current" aria-current="step"' in html
    assert "By you" in html


def test_steps_are_counted_in_words():
    assert "Step 2 of 5" in render("{% steps 2 5 %}")


def test_the_pager_keeps_the_other_parameters_and_ends_where_the_pages_end():
    html = render("{% pager 3 3 'q=a%26b' %}")
    assert 'href="?q=a%26b&amp;page=2"' in html
    assert "page=4" not in html
    assert render("{% pager 1 1 %}").strip() == ""


def test_an_id_number_is_never_corrected_by_the_browser():
    html = IdNumberInput().render("id_number", None)
    assert 'spellcheck="false"' in html
    assert 'autocapitalize="characters"' in html


def test_a_one_time_code_is_offered_by_the_phone_and_may_be_pasted():
    html = OneTimeCodeInput().render("code", None)
    assert 'autocomplete="one-time-code"' in html
    assert 'inputmode="numeric"' in html
    assert "onpaste" not in html


def test_a_moment_is_shown_in_local_time_from_text_or_datetime():
    html = render("{% moment '2026-11-22T01:30:15Z' %}")
    assert ">2026-11-22 09:30:15</time>" in html
    assert render("{% moment 'no time' %}") == "no time"


def test_no_line_ends_within_a_day_or_a_reference():
    html = render("{{ text|unbroken }}", text="2022-10-14 – 2032-10-13，AP-260725-T1C1Y6YR <b>")

    assert html.count('<span class="whole">') == 3
    assert '<span class="whole">2032-10-13，</span><span class="whole">AP-260725-T1C1Y6YR</span>' in html
    assert "&lt;b&gt;" in html


def test_what_stands_in_a_tag_or_a_longer_number_is_left_alone():
    html = render("{{ text|safe|unbroken }}", text='<a href="/2026-11-22/">12026-11-22</a>')

    assert html == '<a href="/2026-11-22/">12026-11-22</a>'


def test_a_reference_in_groups_is_still_the_reference():
    html = render("{{ reference|grouped }}", reference="ver_01a20402d734741785ebb02d08950893<")

    assert 'data-reference="ver_01a20402d734741785ebb02d08950893&lt;"' in html
    assert '<span class="group">ver_01a20402</span><wbr><span class="group">d7347417</span>' in html
    assert re.sub("<[^>]+>", "", html) == "ver_01a20402d734741785ebb02d08950893&lt;"


def test_a_name_within_a_sentence_says_its_language_and_is_never_markup():
    assert render("{{ name|chinese }}", name="陈<䶮>") == '<bdi lang="zh-Hans">陈&lt;䶮&gt;</bdi>'
