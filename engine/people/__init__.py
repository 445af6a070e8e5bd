"""Who made the films: facts from IMDb's data sets, kept beside the versions, and the search for people in them."""
