from engine.settings import Settings
from tui.cli.profile_words import has_none
from tui.workers.name_files import save_name


def test_a_profile_that_nobody_named_is_you(tmp_path, monkeypatch):
    monkeypatch.setenv("LOGNAME", "root")
    settings = Settings(home=tmp_path, profile="root")
    assert has_none(settings, "marks") == "you have no marks yet"
    assert has_none(Settings(home=tmp_path, profile="anna"), "likes") == "profile anna has no likes yet"
    save_name(settings.files, "root", "Ben")
    assert has_none(settings, "marks") == "profile Ben has no marks yet"
