"""Celery: three queues, so that a run of millions delays nobody's task, and how a broker is treated."""

import environ
from kombu import Exchange, Queue

env = environ.FileAwareEnv()  # X or X_FILE

CELERY_BROKER_URL = env("BROKER_URL", default=env("VALKEY_URL", default="redis://127.0.0.1:6379/0"))
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# What somebody waits for, what takes long, what goes out to many; anything without a route is interactive.
# Each has an exchange of its own: on a shared one every message would go to all of them.
CELERY_TASK_QUEUES = [
    Queue(name, Exchange(name), routing_key=name) for name in ("interactive", "bulk", "notices")
]
CELERY_TASK_DEFAULT_QUEUE = "interactive"
CELERY_TASK_ROUTES = {
    "portal.credentials.tasks.work_off_run": {"queue": "bulk"},
    "portal.feeds.tasks.continue_load": {"queue": "bulk"},
    "portal.credentials.tasks.tell_issued": {"queue": "notices"},
    "portal.notices.tasks.*": {"queue": "notices"},
}

# A task is acknowledged when it is done; nothing is fetched ahead, nothing runs for ever.
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # KB; such a process is replaced after its task

# The broker may be away: whoever sends is not held up, whoever listens is back within seconds of it.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 0.5,
    "socket_timeout": 2.0,  # a broker that takes connections and never answers holds nobody up
    "max_retries": 1,
}
CELERY_WORKER_CONSUMER = "portal.celery:Consumer"
CELERY_BEAT_SCHEDULER = "portal.celery:Scheduler"

# Bulk runs: subjects in one transaction, and how many workers may be at one run.
BULK_CHUNK_SIZE = env.int("BULK_CHUNK_SIZE", default=1000)
BULK_WORKERS_A_RUN = env.int("BULK_WORKERS_A_RUN", default=2)
