"""Writes data/: films that exist, and ratings of people who do not."""

import random
from pathlib import Path

rng = random.Random(7)
films = [
    (1, "Alien (1979)", "Horror|Sci-Fi", 78748, 348),
    (2, "Aliens (1986)", "Action|Horror|Sci-Fi", 90605, 679),
    (3, "Matrix, The (1999)", "Action|Sci-Fi|Thriller", 133093, 603),
    (4, "Heat (1995)", "Action|Crime|Thriller", 113277, 949),
    (5, "Fargo (1996)", "Comedy|Crime|Drama", 116282, 275),
    (6, "Casablanca (1942)", "Drama|Romance", 34583, 289),
    (
        7,
        "City of Lost Children, The (Cité des enfants perdus, La) (1995)",
        "Adventure|Drama|Fantasy|Sci-Fi",
        112682,
        902,
    ),
    (8, "Stalker (1979)", "Drama|Mystery|Sci-Fi", 79944, 1398),
    (9, "[REC] (2007)", "Horror|Thriller", 1038988, 8329),
    (10, "Amelie (Fabuleux destin d'Amélie Poulain, Le) (2001)", "Comedy|Romance", 211915, 194),
    (11, "Ran (1985)", "Drama|War", 89881, 11645),
    (12, "Duck Soup (1933)", "Comedy|Musical|War", 23969, 3063),
    (13, "Some Film Without a Year", "(no genres listed)", "", ""),
]
out = Path("data")
with (out / "movies.csv").open("w", encoding="utf-8") as f:
    f.write("movieId,title,genres\n")
    for i, t, g, _, _ in films:
        f.write(f'{i},"{t}",{g}\n')
with (out / "links.csv").open("w") as f:
    f.write("movieId,imdbId,tmdbId\n")
    for i, _, _, a, b in films:
        f.write(f"{i},{a},{b}\n")
with (out / "ratings.csv").open("w") as f:
    f.write("userId,movieId,rating,timestamp\n")
    for u in range(1, 41):
        side = rng.random() < 0.5
        for i, _, g, _, _ in films[:12]:
            likes = ("Sci-Fi" in g or "Horror" in g) == side
            if rng.random() < (0.7 if likes else 0.25):
                stars = rng.choice([3.5, 4, 4.5, 5]) if likes else rng.choice([1, 2, 2.5, 3])
                f.write(f"{u},{i},{stars},{1_200_000_000 + u * 1000 + i}\n")
