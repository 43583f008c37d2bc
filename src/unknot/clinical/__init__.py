"""HOW WE DECIDE: pure, frozen values in, frozen values out. In the order in which a person meets it:

facts, rules      what is known, and conditions over it: yes, no or unknown; `compiled` makes them fast
asking, questions the questions themselves; the flow: reading answers, what is asked next
knowledge         every rule, cause and question as one frozen value with a version
triage, causes    facts -> how urgent; facts -> what it may be, with what speaks for and against
findings, assess  what was decided and why; both together, and as JSON
vocabulary        the neutral words of vignettes; `translating` turns them into answers
evaluation        how good the decisions were on a file of vignettes
questionnaires    what is asked again and again: scores, changes, what is due, the words a clinic brings
"""
