"""What people read when a rule of the rollout says no."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "not_open": _("The service is not open in this city."),
    "not_paused": _("The service is not paused in this city."),
    "batch_exists": _("There is a batch named “%(name)s” already."),
    "batch_not_editable": _("Only a batch that nobody has approved can be changed."),
    "not_on_hold": _("This batch is not paused."),
    "batch_not_paused": _("Pause the batch first; then its unopened cities can be moved to another one."),
    "nothing_opened": _("No city of this batch has opened yet. Take its approval back and change the plan."),
    "nothing_left": _("Every city of this batch has opened."),
    "batch_has_opened": _("Cities of this batch have opened already. Pause the batch instead."),
    "batch_empty": _("There is no city in this batch yet."),
    "batch_not_ready": _("The checks before opening say no for: %(cities)s. Take them out or give a reason."),
    "own_batch": _("Whoever has made or changed a plan cannot approve it. Somebody else must."),
    "opening_in_past": _("The opening lies in the past. Choose a later moment."),
    "city_unknown": _("No such city or province: %(cities)s."),
    "city_already_planned": _("These cities have an opening for this service already: %(cities)s."),
    "nothing_chosen": _("No city is left to be added."),
    "open_already": _("The service is open in this city already."),
    "not_a_person": _("Say first who you are; then we know whom to tell."),
    "plan_unreadable": _("This is not a CSV file in UTF-8 or GB 18030."),
    "plan_too_long": _("A plan has at most %(limit)s rows."),
    "plan_empty": _("There is no row in this file."),
    "plan_columns": _("The header must name these columns: %(missing)s."),
    "service_unknown": _("There is no such service."),
}
