"""Training: models from sections that people labelled, compared with the cue rule, proposed, and accepted by a person.

scikit-learn is needed here only; what comes out are plain arrays (see
`policytext.classify.trained`).
"""
