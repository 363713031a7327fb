"""Mail domains at which anyone gets a mailbox for some minutes, without a name or a password.

Which ones these are is known to the list of `disposable-email-domains`, which is kept in the open
and excludes providers that forward to a lasting mailbox. No such list is ever complete.
"""

from disposable_email_domains import blocklist


def is_disposable(domain: str) -> bool:
    """Whether the domain, in lower case, or one that it lies below, stands in the list."""
    while domain:
        if domain in blocklist:
            return True
        domain = domain.partition(".")[2]
    return False
