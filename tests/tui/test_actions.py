from pathlib import Path

from tui import actions


def test_every_action_has_an_id_of_its_own():
    ids = [action.id for action in actions.ACTIONS]
    assert len(ids) == len(set(ids))


def test_no_key_means_two_things_in_one_scope():
    for scope in ("list", "search", "setup", "choice", "import", "review", "help", "help_text", "together", "tonight"):
        used = [
            key for action in actions.ACTIONS if action.scope in (scope, "everywhere") for key in action.keys.split(",")
        ]
        assert len(used) == len(set(used)), scope


def test_escape_never_quits():
    assert all("escape" not in action.keys.split(",") for action in actions.ACTIONS if action.does == "app.quit")


def test_a_remapped_key_is_shown_as_remapped():
    like = next(action for action in actions.ACTIONS if action.id == "like")
    assert actions.shown(like, {}) == "space"
    assert actions.shown(like, {"like": "ctrl+l,f"}) == "^l"
    assert actions.shown(like, {"like": ""}) == "space"


def test_of_keys_that_are_written_together_each_is_shown_as_remapped():
    assert actions.key_of("down", {}) == "j k"
    assert actions.key_of("down", {"up": "ctrl+p"}) == "j ^p"
    assert actions.key_of("filters_more", {"filters_more": "plus"}) == "h +"
    assert actions.key_of("stars_1", {"stars_3": "ctrl+t"}) == "1 2 ^t 4 5"


def test_a_hint_names_the_keys_of_the_actions_in_it():
    hint = "{undo} reverts it, {back} goes back"
    assert actions.with_keys(hint, {}) == "u reverts it, esc goes back"
    assert actions.with_keys(hint, {"undo": "ctrl+z"}) == "^z reverts it, esc goes back"


def test_the_palette_offers_only_what_has_a_name():
    assert all(action.name for action in actions.commands())
    assert {"like", "undo", "data", "theme"} <= {action.id for action in actions.commands()}


def test_the_help_tells_of_every_action_with_a_help_text():
    told = [action.id for _, actions in actions.groups() for action in actions]
    assert sorted(told) == sorted(action.id for action in actions.ACTIONS if action.help)


def test_the_page_for_users_lists_the_id_of_every_key():
    page = (Path(__file__).parents[2] / "docs" / "using.md").read_text(encoding="utf-8")
    assert [action.id for action in actions.ACTIONS if f"`{action.id}`" not in page] == []
