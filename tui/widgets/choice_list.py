"""A list of options with a sign at the highlighted one, since color alone is not visible everywhere."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.theme import glyphs


class ChoiceList(OptionList):
    """Options whose prompts are rich Texts, each indented by two cells for the cursor's sign."""

    def __init__(self, options: Iterable[Option] = (), *, id: str | None = None) -> None:
        super().__init__(*map(_unsigned, options), id=id, markup=False)

    def offer(self, options: Iterable[Option]) -> None:
        """Replace the options with these."""
        self.set_options(map(_unsigned, options))

    def watch_highlighted(self, highlighted: int | None) -> None:
        for place, option in enumerate(self.options):
            prompt = option.prompt
            sign = glyphs.CURSOR if place == highlighted else " "
            if isinstance(prompt, Text) and not prompt.plain.startswith(sign):
                self.replace_option_prompt_at_index(place, Text(f"{sign} ", no_wrap=True).append_text(prompt[2:]))
        super().watch_highlighted(highlighted)


def _unsigned(option: Option) -> Option:
    prompt = option.prompt
    return Option(Text("  ", no_wrap=True).append_text(prompt), id=option.id) if isinstance(prompt, Text) else option
