"""Pages of authorizations: the owner's and the authorized person's."""
