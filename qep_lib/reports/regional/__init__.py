"""The sections of the comparison of several sites. The decisions are `qep_lib.comparison`; here they are shown."""
