import django.db.models.functions.comparison
from django.db import migrations, models

ROLES = ["reviewer", "review_lead", "officer", "rollout_lead", "second_approver", "auditor"]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="officer", name="officer_role_is_known"),
        migrations.AlterField(
            model_name="officer",
            name="role",
            field=models.CharField(
                choices=[
                    ("reviewer", "Reviewer"),
                    ("review_lead", "Lead of the reviewers"),
                    ("officer", "Officer on the road"),
                    ("rollout_lead", "Rollout lead"),
                    ("second_approver", "Second approver"),
                    ("auditor", "Auditor"),
                ],
                max_length=20,
                verbose_name="role",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                django.db.models.functions.comparison.Collate("name", "C"), name="persons_by_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="officer",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ROLES)), name="officer_role_is_known"
            ),
        ),
    ]
