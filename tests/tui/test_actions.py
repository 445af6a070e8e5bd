from tui import actions


def test_every_action_has_an_id_of_its_own():
    ids = [action.id for action in actions.ACTIONS]
    assert len(ids) == len(set(ids))


def test_no_key_means_two_things_in_one_scope():
    for scope in ("list", "search", "setup", "choice", "help", "help_text"):
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


def test_the_palette_offers_only_what_has_a_name():
    assert all(action.label for action in actions.commands())
    assert {"like", "undo", "data", "theme"} <= {action.id for action in actions.commands()}


def test_the_help_tells_of_every_action_with_a_help_text():
    told = [action.id for _, actions in actions.groups() for action in actions]
    assert sorted(told) == sorted(action.id for action in actions.ACTIONS if action.help)
