"""What somebody answers for: one exception in force, one that has run out, one that nobody approved."""

from datetime import date, timedelta


def exceptions(day: date) -> str:
    """exceptions.yaml of the embedded AWS, around a day."""
    opened, over, until = day - timedelta(days=120), day - timedelta(days=20), day + timedelta(days=60)
    return f"""# Made up for the embedded AWS.
- id: EX-001
  checks: [s3.policy_not_public, s3.bucket_blocks_public_access, s3.policy_grants_trusted_accounts]
  resources: ["arn:aws:s3:::acme-brochures"]
  reason: The bucket holds brochures that anybody may read; nothing else is put there.
  owner: Web team
  approver: Ines Approver
  approved: {opened + timedelta(days=4)}
  opened: {opened}
  expires: {until}
  risk: Somebody could put a file there that is not meant for the public.
  compensating_control: Only the release pipeline may write; each release is looked at by two people.
  ticket: SEC-1482
- id: EX-002
  checks: [rds.multi_az]
  resources: ["arn:aws:rds:us-east-1:*:db:staging"]
  reason: Staging holds made-up data and may be down for a day.
  owner: Platform team
  approver: Ines Approver
  approved: {opened}
  opened: {opened}
  expires: {over}
  risk: Tests wait while the database is restored.
  ticket: SEC-1310
- id: EX-003
  checks: [lambda.runtime_supported]
  resources: ["arn:aws:lambda:us-east-1:*:function:old-import"]
  reason: The import is replaced next quarter.
  owner: Data team
  opened: {opened}
  expires: {until}
  risk: The runtime gets no more patches.
"""
