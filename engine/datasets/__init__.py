"""Loading films and ratings from various sources into one format that the rest of movierec uses.

`known` is the table of named data sets, `sources` reads or downloads one, `dataset` defines the result. Importing
this package loads nothing heavy: pandas comes with `dataset`, requests with `downloading`.
"""
