"""Where films and ratings come from, and the one shape in which the rest of movierec sees them.

`known` is the table of sets by name, `sources` reads or fetches one, `dataset` is what comes out. Importing this
package loads nothing: pandas comes with `dataset`, requests with `downloading`.
"""
