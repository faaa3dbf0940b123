"""The sandbox: nobody looks after it, and much of it may not be read."""

from generator.demo.story import buckets, management, people
from generator.demo.story.hand import PLANTED, SANDBOX, Hand, Place
from generator.demo.story.production import analysis


def tell(hand: Hand) -> None:
    """Root without MFA, no trail, no Config, no agreement on health data."""
    home = hand.at(SANDBOX)
    facts = home.account_facts
    facts.root_mfa = False
    facts.root_key_created = hand.ago(1100)
    facts.root_last_used = hand.ago(3)
    facts.contact = management.CONTACT
    facts.agreements = [management.customer_agreement(home)]
    people.aws_managed(home)
    people.reader(home)
    people.user(home, "sam", created=500, password_used=5)
    home("iam").attach_user_policy(UserName="sam", PolicyArn=people.arn_of("AdministratorAccess"))
    _things(home)


def _things(home: Place) -> None:
    scratch = buckets.bucket(home, "acme-sandbox-scratch")
    buckets.unblock(home, scratch)
    key = home("kms").create_key(Description="tried once")["KeyMetadata"]["Arn"]
    # Databases that the old public list of AWS's programs does not name.
    analysis.documents_and_graphs(home, key)
    # MemoryDB: in use here, and on no list of the embedded AWS.
    home("memorydb").create_cluster(ClusterName="experiment", NodeType="db.t4g.small", ACLName="open-access")
    # No list call here looks for it: AWS Config saw it.
    home.facts.recorded = {"AWS::MemoryDB::Cluster": 1, "AWS::AppFlow::Flow": 1}
    home("secretsmanager").create_secret(Name="sandbox/token", SecretString=f"{PLANTED}sandbox-token")
