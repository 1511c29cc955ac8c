from django.db import migrations, models


class Migration(migrations.Migration):
    """Indexes that hold all that counting the actions of several contracts reads."""

    dependencies = [
        ("contracts", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="financingline", name="line_counting"),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                condition=models.Q(("shared", True)),
                fields=["contract", "shared", "identity", "illustrative", "amount_cents", "id"],
                name="action_shared",
            ),
        ),
        migrations.AddIndex(
            model_name="financingline",
            index=models.Index(
                condition=models.Q(("shared", True)),
                fields=["contract", "shared", "action", "line_key", "funder", "standing", "counted_cents"],
                name="line_shared",
            ),
        ),
    ]
