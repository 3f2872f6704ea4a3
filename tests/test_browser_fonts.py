import os
import shutil
import subprocess

import pytest

from tests.browser_fonts import browser_environment


@pytest.mark.skipif(shutil.which("fc-match") is None, reason="fontconfig's tools are not installed")
@pytest.mark.parametrize("wanted", ["system-ui", "sans-serif", "system-ui:lang=zh-cn", "PingFang SC:bold"])
def test_chinese_is_found_in_the_bundled_fonts(tmp_path, wanted):
    environment = browser_environment(tmp_path / "with blanks & signs")

    answer = subprocess.run(
        ["fc-match", "-f", "%{family}", wanted], env=environment, capture_output=True, text=True, check=True
    )

    assert answer.stdout == "Noto Sans SC"
    assert environment["PATH"] == os.environ["PATH"]
