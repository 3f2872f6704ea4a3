"""Only folders of our own making are ever thrown away."""

import pytest

from portal.runtime.folder import LONG_LOG, claim_folder, fresh_log, reset
from portal.runtime.processes import NotPossible


def test_reset_throws_the_data_away_and_keeps_the_figures(tmp_path, monkeypatch):
    var = tmp_path / "var"
    monkeypatch.setenv("PORTAL_VAR", str(var))
    claim_folder(var).close()
    (var / "postgres").mkdir()
    (var / "demo.json").write_text("{}")
    (var / "bench.json").write_text("{}")

    assert reset() == 0

    left = {entry.name for entry in var.iterdir()}
    assert "bench.json" in left
    assert not left & {"postgres", "demo.json", "tmp"}


def test_reset_leaves_a_folder_of_somebody_else_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("PORTAL_VAR", str(tmp_path))
    (tmp_path / "thesis.txt").write_text("years of work")
    claim_folder(tmp_path).close()

    with pytest.raises(NotPossible, match="was not made by"):
        reset()

    assert (tmp_path / "thesis.txt").exists()


def test_reset_refuses_while_a_portal_runs_on_the_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("PORTAL_VAR", str(tmp_path))
    lock = claim_folder(tmp_path)

    with pytest.raises(NotPossible, match="already running"):
        reset()

    lock.close()


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(NotPossible, match="cannot be used"):
        claim_folder(tmp_path / "file" / "var")


def test_a_long_log_is_put_aside_at_the_next_start(tmp_path):
    log = fresh_log(tmp_path, "web")
    log.write_text("x" * (LONG_LOG + 1))

    assert not fresh_log(tmp_path, "web").exists()
    assert log.with_suffix(".log.1").exists()
