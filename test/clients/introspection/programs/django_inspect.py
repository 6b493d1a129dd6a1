"""What Django's inspectdb, its introspection and its migrations ask."""
import os
import sys

import django
from django.conf import settings
from django.core.management import call_command

settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": os.environ["PGDATABASE"],
            "USER": os.environ["PGUSER"],
            "PASSWORD": os.environ["PGPASSWORD"],
            "HOST": os.environ["PGHOST"],
            "PORT": os.environ["PGPORT"],
            "OPTIONS": {"server_side_binding": "binding" in sys.argv} if "binding" in sys.argv else {},
        }
    },
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.postgres"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()
from django.contrib.auth.models import Group
from django.db import Error, connection, transaction

call_command("inspectdb", "--include-views", "--include-partitions", stdout=open(os.devnull, "w"))
with connection.cursor() as cursor:
    inspect = connection.introspection
    for table in inspect.get_table_list(cursor):
        for ask in (inspect.get_relations, inspect.get_constraints, inspect.get_sequences, inspect.get_table_description):
            try:
                ask(cursor, table.name)
            except Error as error:  # the foreign table leads nowhere
                print(error)
call_command("migrate", verbosity=0)
call_command("showmigrations", stdout=open(os.devnull, "w"))
with transaction.atomic():
    Group.objects.create(name="g")
    Group.objects.filter(name="g").select_for_update().first()
    list(Group.objects.iterator(chunk_size=1))
    Group.objects.bulk_create([Group(name="h")], ignore_conflicts=True)
Group.objects.filter(name="h").explain()
call_command("sqlsequencereset", "auth", stdout=open(os.devnull, "w"))
call_command("flush", "--no-input", verbosity=0)
