"""Ready texts of the reviewers, written by their lead."""

from datetime import datetime

from portal.backoffice import texts
from portal.backoffice.models import ReadyText
from portal.core.actors import Actor

_BACK, _NO = "license-send-back", "license-refuse"
TEXTS = (
    (
        _BACK,
        "photo_blurred",
        "重拍 · again, sharp",
        "请在光线充足处重拍，不要使用美颜。",
        "Please take it again in good light, without any filter.",
    ),
    (
        _BACK,
        "photo_background",
        "白墙 · white wall",
        "请站在白墙前重拍，身后不要有物品。",
        "Please take it again in front of a white wall with nothing behind you.",
    ),
    (
        _BACK,
        "photo_head",
        "正面 · facing",
        "请正对镜头，头部完整，头顶留出空白。",
        "Please face the camera, the whole head in the picture and some space above it.",
    ),
    (
        _BACK,
        "photo_headwear",
        "帽子 · hat",
        "请摘下帽子和有色眼镜。宗教或医疗原因请到窗口办理。",
        "Please take off hat and tinted glasses. For a religious or medical reason please come to a counter.",
    ),
    (
        _NO,
        "photo_of_somebody_else",
        "非本人 · not the holder",
        "照片与档案照片不是同一人。请本人携带身份证到车管所窗口。",
        "The photo and the one on file show different persons. Please come to the office with your ID card.",
    ),
)


def load(*, actor: Actor, at: datetime) -> None:
    for use, reason, name, text_zh, text_en in TEXTS:
        text = ReadyText(use=use, reason=reason, name=name, text_zh=text_zh, text_en=text_en)
        texts.save(text=text, was={}, actor=actor, at=at)
