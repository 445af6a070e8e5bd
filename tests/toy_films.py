"""A few dozen well-known films, for tests whose answers can be worked out by hand."""

from __future__ import annotations

from engine.artifact import DatasetInfo
from engine.movies import Movie

_FILMS = """
The Godfather|1972|Crime,Drama
Star Wars: Episode IV - A New Hope|1977|Action,Adventure,Sci-Fi
The Matrix|1999|Action,Sci-Fi,Thriller
Pulp Fiction|1994|Comedy,Crime,Drama
The Silence of the Lambs|1991|Crime,Horror,Thriller
Toy Story|1995|Adventure,Animation,Children,Comedy
Alien|1979|Horror,Sci-Fi
Aliens|1986|Action,Adventure,Horror,Sci-Fi
Blade Runner|1982|Action,Sci-Fi,Thriller
2001: A Space Odyssey|1968|Adventure,Drama,Sci-Fi
Heat|1995|Action,Crime,Thriller
Casablanca|1942|Drama,Romance
Vertigo|1958|Drama,Mystery,Romance,Thriller
Psycho|1960|Crime,Horror
Taxi Driver|1976|Crime,Drama,Thriller
Chinatown|1974|Crime,Film-Noir,Mystery,Thriller
The Third Man|1949|Film-Noir,Mystery,Thriller
Seven Samurai|1954|Action,Adventure,Drama
Ran|1985|Drama,War
Apocalypse Now|1979|Action,Drama,War
Full Metal Jacket|1987|Drama,War
Amélie|2001|Comedy,Romance
City of Lost Children|1995|Adventure,Drama,Fantasy,Mystery,Sci-Fi
Spirited Away (千と千尋の神隠し)|2001|Adventure,Animation,Fantasy
Princess Mononoke|1997|Action,Adventure,Animation,Drama,Fantasy
Stalker|1979|Drama,Mystery,Sci-Fi
Solaris|1972|Drama,Mystery,Sci-Fi
Mirror|1975|Drama
Metropolis|1927|Drama,Sci-Fi
Nosferatu|1922|Horror
The General|1926|Comedy,War
City Lights|1931|Comedy,Drama,Romance
Duck Soup|1933|Comedy,Musical,War
Some Like It Hot|1959|Comedy,Crime
Singin' in the Rain|1952|Comedy,Musical,Romance
Brazil|1985|Fantasy,Sci-Fi
Delicatessen|1991|Comedy,Drama,Romance
Fargo|1996|Comedy,Crime,Drama,Thriller
Se7en|1995|Mystery,Thriller
Reservoir Dogs|1992|Crime,Mystery,Thriller
Trainspotting|1996|Comedy,Crime,Drama
Dark City|1998|Adventure,Film-Noir,Sci-Fi,Thriller
Twelve Monkeys|1995|Mystery,Sci-Fi,Thriller
Gattaca|1997|Drama,Sci-Fi,Thriller
Contact|1997|Drama,Sci-Fi
Ghost in the Shell|1995|Animation,Sci-Fi
Akira|1988|Action,Adventure,Animation,Sci-Fi
Total Recall|1990|Action,Adventure,Sci-Fi,Thriller
The Terminator|1984|Action,Sci-Fi,Thriller
RoboCop|1987|Action,Crime,Drama,Sci-Fi,Thriller
Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb|1964|Comedy,War
The Lives of Others|2006|Drama,Romance,Thriller
Das Boot|1981|Action,Drama,War
M|1931|Crime,Film-Noir,Thriller
Rashomon|1950|Crime,Drama,Mystery
Rear Window|1954|Mystery,Thriller
North by Northwest|1959|Action,Adventure,Mystery,Romance,Thriller
Jaws|1975|Action,Horror
The Shining|1980|Horror
The Thing|1982|Action,Horror,Sci-Fi,Thriller
"""


def _movie(place: int, line: str) -> Movie:
    title, year, genres = line.split("|")
    n_ratings = 3000 // (place + 5)
    return Movie(
        id=place + 1,
        title=title,
        year=int(year),
        genres=tuple(genres.split(",")),
        imdb=f"{100000 + place:07d}",
        tmdb=500 + place,
        n_ratings=n_ratings,
        mean=4.4 - place / 60,
        histogram=tuple(n_ratings * share // 100 for share in (1, 2, 2, 5, 6, 14, 14, 26, 12, 18)),
    )


FILMS = tuple(_movie(place, line) for place, line in enumerate(_FILMS.strip().splitlines()))


DATASET = DatasetInfo(
    name="ml-1m",
    source="toy",
    catalogue="movielens",
    digest="",
    movies=len(FILMS),
    users=610,
    interactions=9000,
    newest_year=2006,
)


def film(title: str) -> Movie:
    return next(movie for movie in FILMS if movie.title == title)
