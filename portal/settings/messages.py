"""How messages leave the house: text messages by a gateway, e-mails by SMTP."""

import environ

env = environ.FileAwareEnv()  # X or X_FILE

SMS_SENDER = env("SMS_SENDER", default="portal.notices.senders.ConsoleSender")
SMS_GATEWAY_URL = env("SMS_GATEWAY_URL", default="")
SMS_GATEWAY_TEMPLATE = env("SMS_GATEWAY_TEMPLATE", default='{"to": "{phone}", "text": "{text}"}')
SMS_GATEWAY_TOKEN = env("SMS_GATEWAY_TOKEN", default="")
SMS_GATEWAY_EXPECT = env("SMS_GATEWAY_EXPECT", default="")  # what a good answer contains, beside status 2xx
SMS_PER_SECOND = env.int("SMS_PER_SECOND", default=50)  # of news; codes that people wait for are not held up

MAIL_SENDER = env("MAIL_SENDER", default="portal.notices.senders.DjangoMail")
MAILS_PER_SECOND = env.int("MAILS_PER_SECOND", default=20)
EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="no-reply@localhost")
