"""Telling an episode from a film by its title alone: "Show: Season 1: Pilot", in the languages of Netflix's profiles.

A title names an episode only where one of its middle parts is a season or the like with its number. Of the last part
only a season counts, as films have parts and volumes too.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_SEASONS = (
    *(
        "Season",
        "Series",
        "Staffel",
        "Saison",
        "Temporada",
        "Stagione",
        "Seizoen",
        "Säsong",
        "Sæson",
        "Sesong",
        "Kausi",
    ),
    *("Sezon", "Sezonul", "Sezona", "Sezóna", "Série", "Serie", "Séria", "Řada", "Évad", "Сезон", "Σεζόν", "Κύκλος"),
    *("Mùa", "Musim", "Denboraldia", "Tempada", "Þáttaröð", "Hooaeg", "Sezonas", "Sezona", "Panahon"),
    *(
        "الموسم",
        "موسم",
        "עונה",
        "فصل",
        "シーズン",
        "シリーズ",
        "시즌",
        "ซีซั่น",
        "ซีซัน",
        "ฤดูกาล",
        "सीज़न",
        "सीजन",
        "சீசன்",
        "సీజన్",
        "সিজন",
    ),
)
_PIECES = (
    *("Part", "Volume", "Vol", "Book", "Chapter", "Episode", "Collection", "Arc", "Set"),
    *("Teil", "Buch", "Kapitel", "Folge", "Band", "Partie", "Livre", "Chapitre", "Épisode"),
    *(
        "Parte",
        "Volumen",
        "Libro",
        "Capítulo",
        "Episodio",
        "Capitolo",
        "Livro",
        "Episódio",
        "Deel",
        "Boek",
        "Hoofdstuk",
    ),
    *(
        "Aflevering",
        "Del",
        "Bok",
        "Avsnitt",
        "Afsnit",
        "Osa",
        "Kirja",
        "Jakso",
        "Część",
        "Księga",
        "Rozdział",
        "Odcinek",
    ),
    *("Část", "Kniha", "Kapitola", "Díl", "Časť", "Rész", "Könyv", "Fejezet", "Epizód", "Partea", "Volumul", "Cartea"),
    *(
        "Capitolul",
        "Episodul",
        "Kısım",
        "Kitap",
        "Bölüm",
        "Часть",
        "Том",
        "Книга",
        "Глава",
        "Эпизод",
        "Серия",
        "Частина",
    ),
    *("Μέρος", "Βιβλίο", "Κεφάλαιο", "Επεισόδιο", "Phần", "Tập", "Bagian", "Buku", "Bab", "Bahagian"),
    *(
        "الجزء",
        "الفصل",
        "الحلقة",
        "חלק",
        "ספר",
        "פרק",
        "パート",
        "エピソード",
        "チャプター",
        "파트",
        "시리즈",
        "에피소드",
        "ภาค",
        "ตอนที่",
        "भाग",
    ),
)
_WHOLE = (
    *("Limited Series", "Miniseries", "Mini-Series", "Miniserie", "Mini-série", "Série limitée", "Serie limitada"),
    *(
        "Minissérie",
        "Série limitada",
        "Miniserie TV",
        "Miniserija",
        "Minisarja",
        "Miniserial",
        "Minisorozat",
        "Minisérie",
    ),
    *(
        "Beperkte serie",
        "Мини-сериал",
        "Мини-серіал",
        "Sınırlı Dizi",
        "Mini Dizi",
        "リミテッドシリーズ",
        "리미티드 시리즈",
        "限定剧",
    ),
    *("迷你剧", "限定影集", "مسلسل قصير", "סדרה מוגבלת", "Specials", "Seria limitowana"),
)
_NUMBER = (
    r"(?:\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|eins|zwei|drei|vier|un|une|uno|una|deux|dos|due|trois|tres|tre)"
)
_CHINESE = re.compile(
    r"\A第 ?(?:\d{1,4}|[一二三四五六七八九十百]+) ?(?:季|部|辑|輯|期|章|话|話|集|シーズン|クール|シリーズ)"
)
_COLONS = re.compile(r" ?[:：] ?")


def names_an_episode(title: str) -> bool:
    """Whether `title` is that of an episode or a season: one of its middle parts, between colons, is the word for a
    season (a part, a book ...) followed or preceded by a number, or the words for a short series."""
    parts = _COLONS.split(_folded(title))
    last = parts[-1] if len(parts) > 1 else ""
    return any(_is_piece(part, parts[0]) for part in parts[1:-1]) or _shapes()[0].match(last) is not None


def _is_piece(part: str, show: str) -> bool:
    if any(shape.match(part) for shape in _shapes()) or _CHINESE.match(part):
        return True
    # "Stranger Things: Stranger Things 2: Chapter One"
    return part.startswith(f"{show} ") and part[len(show) + 1 :].isdigit()


@cache
def _shapes() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A season, a piece of a series, and the words that need no number."""
    whole = "|".join(sorted(map(re.escape, map(_folded, _WHOLE)), key=len, reverse=True))
    return _numbered(_SEASONS), _numbered(_PIECES), re.compile(rf"\A(?:{whole})\Z")


def _numbered(names: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(sorted({re.escape(_folded(name)) for name in names}, key=len, reverse=True))
    ordinal = r"(?:\.|-?[aªºoe]|st|nd|rd|th|-?я|-?и)?"
    end = r"(?:\Z| ?[(,.–-])"
    return re.compile(
        rf"\A(?:(?:{words})\.? ?(?:no?\.?|nº|n°|#)? ?{_NUMBER}{end}|{_NUMBER}{ordinal} ?(?:{words}){end})"
    )


def _folded(text: str) -> str:
    """`text` without accents, in lower case, with single spaces. Signs that are letters of their own stay."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
