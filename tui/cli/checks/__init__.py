"""The checks that `movierec doctor` makes, one module for each part of what movierec stands on."""
