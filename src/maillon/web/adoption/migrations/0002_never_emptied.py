"""What is sealed is not emptied at once either: the databases made before TRUNCATE was refused."""

from django.db import migrations

from maillon.web.common.triggers import never_emptied


class Migration(migrations.Migration):

    dependencies = [
        ('adoption', '0001_initial'),
        ('journal', '0002_readers'),
        ('monitoring', '0004_evaluation'),
        ('negotiation', '0008_packages'),
        ('solidarity', '0002_simulator'),
        ('territories', '0002_versions'),
    ]

    operations = [never_emptied()]
