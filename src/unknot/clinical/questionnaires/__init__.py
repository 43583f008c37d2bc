"""Questionnaires: what they measure, what a filled-in one says, whether it changed, which one is due.

instruments   an instrument as the knowledge defines it: items or empty item slots, scoring, bands, terms
scoring       answers -> a score with its band and subscales, or why there is none
change        two scores -> better, worse, no change, or cannot tell
diary         the spasms a person wrote down -> one week's score
schedule      which instruments are due on a day, within the minutes a person can be asked for
filling       the text a clinic brings for an instrument that is not ours, held against its definition
"""
