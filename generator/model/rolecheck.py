"""What IAM says of the role that evidence is read with: whether it may do more than read."""

from generator.model.plain import plain


@plain
class RoleCheck:
    """One account's role. Where ``why_not`` is set nothing is known: that never means that all is well."""

    account: str
    principal: str = ""  # the user or role that was asked about
    asked: tuple[str, ...] = ()  # actions that IAM answered for
    allowed: tuple[str, ...] = ()  # those of them that the role may do
    unsure: tuple[str, ...] = ()  # those that hang on a condition which the question did not settle
    why_not: str = ""
