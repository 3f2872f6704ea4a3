"""How often a password or a second factor may be tried."""

from portal.core.guessing import Limit

PASSWORD_ADDRESS = Limit("password-address", 100, 600)
PASSWORD_LOGIN_HERE = Limit("password-login-address", 10, 300)
PASSWORD_LOGIN = Limit("password-login", 50, 3600)
SECOND_FACTOR_ADDRESS = Limit("second-factor-address", 100, 600)
SECOND_FACTOR = Limit("second-factor", 5, 300)
