"""What a terminal pastes for dropped files is told from a title that was pasted."""

from tui.state.dropped_files import dropped_files


def test_dropped_files_are_one_line_of_paths_however_they_were_written(tmp_path):
    plain, spaced = tmp_path / "a.csv", tmp_path / "my films.csv"
    plain.touch()
    spaced.touch()
    assert dropped_files(str(plain)) == str(plain)
    for text in (str(spaced), f"'{spaced}'", f"file://{tmp_path}/my%20films.csv", f"{tmp_path}/my\\ films.csv "):
        assert dropped_files(text) == f"'{spaced}'"
    assert dropped_files(f"{plain}\r\n{spaced}\r\n") == f"{plain} '{spaced}'"


def test_a_title_and_what_does_not_exist_are_not_dropped_files(tmp_path):
    for text in ("Heat", "", "/no/such", f"Heat {tmp_path}", "'Allo 'Allo", "~", "/"):
        assert dropped_files(text) == "", text
