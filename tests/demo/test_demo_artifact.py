"""The Artifact of the embedded AWS."""

import pytest
from botocore.exceptions import ClientError
from demo.conftest import PERIOD, fetch, listing


def test_reports_come_in_pages_of_three(aws):
    """ListReports really pages: no page holds more than three, and all reports come once."""
    pages = list(aws.client(0, "artifact").get_paginator("list_reports").paginate())
    ids = [r["id"] for page in pages for r in page["reports"]]
    assert all(len(page["reports"]) <= 3 for page in pages)
    assert len(pages) > 3
    assert len(ids) == len(set(ids)) == 14


def test_every_account_sees_the_same_reports(aws):
    """Artifact holds one shelf for all accounts."""
    shelves = [listing(aws.client(n, "artifact"), "list_reports", "reports") for n in range(3)]
    assert shelves[0] == shelves[1] == shelves[2]


def test_a_vendor_stands_beside_aws(aws):
    """A third party's SOC 2 looks better than AWS's own, and only its company tells it apart."""
    reports = listing(aws.client(0, "artifact"), "list_reports", "reports")
    soc2 = [r for r in reports if r["series"] == "SOC 2" and r["state"] == "PUBLISHED"]
    ends = {r["companyName"]: r["periodEnd"].date() for r in soc2}
    assert ends["Amazon Web Services, Inc."] < ends["CloudVendor Inc."] == PERIOD[1]


def test_soc_leaves_a_gap_that_the_letter_bridges_in_part(aws):
    """The SOC 2 report ends before the period, and the letter goes on from its end, not to the period's."""
    reports = {r["name"]: r for r in listing(aws.client(0, "artifact"), "list_reports", "reports")}
    soc, letter = reports["AWS SOC 2 Type II Report"], reports["AWS SOC Continued Operations Letter"]
    assert soc["periodEnd"].date() < letter["periodStart"].date() < letter["periodEnd"].date() < PERIOD[1]
    assert (PERIOD[1] - soc["periodEnd"].date()).days > 45


def test_versions_and_terms_belong_together(aws):
    """A report has versions, metadata for each, and terms whose token opens it."""
    client = aws.client(1, "artifact")
    soc = next(
        r for r in listing(client, "list_reports", "reports") if r["name"] == "AWS SOC 2 Type II Report"
    )
    versions = listing(client, "list_report_versions", "reports", reportId=soc["id"])
    assert [r["version"] for r in versions] == [2, 1]
    old = client.get_report_metadata(reportId=soc["id"], reportVersion=1)["reportDetails"]
    assert old["periodEnd"] < soc["periodStart"]
    terms = client.get_term_for_report(reportId=soc["id"])
    assert b"terms" in fetch(terms["documentPresignedUrl"])
    opened = client.get_report(reportId=soc["id"], termToken=terms["termToken"])
    assert b"report" in fetch(opened["documentPresignedUrl"])


def test_unknown_reports_and_invented_tokens_are_refused(aws):
    """What does not exist is ResourceNotFound; a token that nobody gave out is refused."""
    client = aws.client(0, "artifact")
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_report_metadata(reportId="report-0000000000000000")
    with pytest.raises(ClientError) as caught:
        client.list_reports(nextToken="invented")
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    assert caught.value.response["reason"] == "invalidToken"


def test_the_sandbox_has_no_baa(aws):
    """The addendum is signed for management and production, each for itself, and not for the sandbox."""
    for number, signed in enumerate((True, True, False)):
        rows = listing(aws.client(number, "artifact"), "list_customer_agreements", "customerAgreements")
        baa = [r for r in rows if "Business Associate" in r["name"]]
        assert bool(baa) is signed
        assert all(r["awsAccountId"] == aws.demo.accounts[number].id and r["state"] == "ACTIVE" for r in baa)
