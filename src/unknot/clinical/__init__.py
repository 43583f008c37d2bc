"""HOW WE DECIDE: pure, frozen values in, frozen values out, in the order in which a person meets it.

    facts        what is known of one person at one instant; unknown is not no
    rules        conditions answered yes, no or unknown; `compiled` makes them fast
    asking       questions and screens;  `questions` is the flow: reading answers, what is asked next
    knowledge    every rule, cause and question as one frozen value with a version
    triage       facts -> how urgent
    causes       facts -> what it may be, ranked, with what speaks for and against
    assess       both together, and the assessment as JSON
    vocabulary   the neutral words of vignettes; `translating` turns them into answers
    evaluation   how good the decisions were on a file of vignettes
"""
