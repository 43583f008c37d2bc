"""Unknot: check, book, plan, visit, follow, prevent - one thread for people with back spasms.

The house has six roofs, each one question, and imports point down this list:

    server        how it runs             settings, commands, followers
    interfaces    how it talks            web pages, calendar files, mail
    journey       what happened           Django apps, in the order in which a patient travels
    knowledge     what we know            YAML that a clinician can review, and the loader that refuses
    clinical      how we decide           pure: facts -> findings
    scheduling    how we arrange time     pure: hours and claims -> offers
"""
