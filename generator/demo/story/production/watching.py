"""What watches production."""

from generator.demo.story import buckets, watch
from generator.demo.story.hand import Place


def tell(home: Place, europe: Place) -> None:
    """At home everything is on, with a finding that nobody took up; in Europe only GuardDuty."""
    history = buckets.bucket(home, "acme-config-history")
    buckets.allowed(
        home,
        history,
        buckets.service_writes(history, "config.amazonaws.com", home.account),
        buckets.tls_only(history),
    )
    watch.config(home, history, f"arn:aws:iam::{home.account}:role/ConfigRecorder")
    watch.security_hub(home)
    detector = watch.guardduty(home)
    home.facts.guardduty_findings = [
        watch.finding(home, detector, 1, days=45, severity=8.0, archived=False),
        watch.finding(home, detector, 2, days=60, severity=8.0, archived=True),
        watch.finding(home, detector, 3, days=3, severity=2.0, archived=False),
    ]
    home.facts.inspector = ["EC2", "ECR"]
    watch.analyzer(home)
    role = f"arn:aws:iam::{home.account}:role"
    watch.outside_access(home, 1, "arn:aws:s3:::acme-exports", "AWS::S3::Bucket", days=40, status="ACTIVE")
    watch.outside_access(home, 2, f"{role}/OldConsultant", "AWS::IAM::Role", days=40, status="ACTIVE")
    watch.outside_access(home, 3, f"{role}/PartnerMonitoring", "AWS::IAM::Role", days=90, status="ARCHIVED")
    watch.guardduty(europe, s3=False)
    europe.facts.hub = False
