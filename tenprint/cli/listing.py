"""Where each command is. Written from the commands by `make reference`."""

COMMANDS = {
    "audit": ("operator", "audit", "Read and verify the audit log, in the role `auditor`."),
    "backup": (
        "machine",
        "backup",
        "Copy the databases of a service into the new folder TARGET, while the service works or not.",
    ),
    "booking": ("agency", "booking", "Read bookings."),
    "case": (
        "field_office",
        "case",
        "Work on cases in the role `field_office`; auditors and others may read cases.",
    ),
    "cluster": (
        "operator",
        "cluster",
        "Run a service's galleries and extraction on a Ray cluster.",
    ),
    "compile": (
        "operator",
        "compile_kernels",
        "Compile the kernels for this processor; `make setup` does so.",
    ),
    "console": (
        "console",
        "console",
        "Serve pages for people. `tenprint serve` runs a console beside the service by itself.",
    ),
    "correction": ("agency", "correction", "Withdraw matches, and acknowledge withdrawn matches."),
    "demo": (
        "operator",
        "demo",
        "Enrol synthetic people, book some of them, and check the answers against the truth.",
    ),
    "detainer": (
        "field_office",
        "detainer",
        "Ask for detainers (role `field_office`), or answer them (role `law_enforcement`).",
    ),
    "doctor": (
        "machine",
        "doctor",
        "Look at all that a service stands on; each line says what is wrong and what to do.",
    ),
    "ebts": ("transactions", "ebts", "Read, judge and make EBTS transaction files."),
    "enrol": ("agency", "enrol", "Enrol the prints of a person, or of a folder of people."),
    "expunge": (
        "at_rest",
        "expunge",
        "Expunge ENCOUNTER, then search every file of the data folder for what was there.",
    ),
    "extract": ("agency", "extract", "Extract the template of one print; nothing is stored."),
    "gallery": (
        "operator",
        "gallery",
        "Look after a gallery: its index, files of its people, its duplicates.",
    ),
    "health": (
        "machine",
        "health",
        "Exit with 0 if the service takes requests and its database answers; with 1 if not.",
    ),
    "identify": ("agency", "identify", "Search a gallery for the person that prints belong to."),
    "jurisdictions": (
        "operator",
        "jurisdictions",
        "Read and change the jurisdictions whose prints go on to IDENT.",
    ),
    "keys": (
        "operator",
        "keys",
        "Make and revoke credentials. KEYS is the folder that `tenprint serve --keys` reads.",
    ),
    "lesc": (
        "lesc",
        "lesc",
        "Run the stub of the Law Enforcement Support Center, or call the stub.",
    ),
    "officer": (
        "field_office",
        "officer",
        "Take and move the work of field offices: by the ORI of an office (`--ori ICEHOU000`).",
    ),
    "overdue": (
        "operator",
        "overdue",
        "List what has waited for longer than its limit, the longest waiting first.",
    ),
    "people": ("transactions", "people", "Invent people to try the service with."),
    "programme": (
        "operator",
        "programme",
        "Show the progress of activation, and the messages to the LESC.",
    ),
    "records": (
        "records",
        "records",
        "Keep and read criminal histories, and the records of IDENT.",
    ),
    "reindex": (
        "operator",
        "reindex",
        "Renew stored vectors after an update of the matcher; a running service keeps serving.",
    ),
    "report": ("operator", "report", "Compile reports, in the role `supervisor` or `auditor`."),
    "restore": (
        "machine",
        "restore",
        "Make the databases of a service from a BACKUP. Nothing that exists is overwritten.",
    ),
    "review": (
        "examiner",
        "review",
        "Decide about matches that are too weak to be reported without an examiner.",
    ),
    "sealing": (
        "at_rest",
        "sealing",
        "Seal what the databases of a data folder hold of people, under a master key.",
    ),
    "serve": (
        "operator",
        "serve",
        "Start the service and its LESC stub. Every setting is a flag and a variable; flags win.",
    ),
    "slaps": (
        "agency",
        "slaps",
        "Show how the service cuts a slap into fingers, in this process, without a service.",
    ),
    "submit": ("agency", "submit", "Submit the booking of a person; a repetition is harmless."),
    "template": (
        "agency",
        "template",
        "Exchange minutiae with other systems: ISO/IEC 19794-2:2005, ANSI 378-2004, Type-9.",
    ),
    "users": (
        "console",
        "users",
        "Keep the list of people who sign in at the console by name and password.",
    ),
    "verify": ("agency", "verify", "Compare prints with one claimed identity."),
    "watch": (
        "agency",
        "watch",
        "Watch a booking until the booking is complete; with --json one line for each state.",
    ),
}
"""By name: the folder in `tenprint/cli`, the name in its face, the sentence of its help."""
