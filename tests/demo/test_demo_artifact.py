"""The Artifact of the embedded AWS."""

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError
from demo.conftest import PERIOD, fetch, listing


def test_reports_come_in_pages_of_three(aws):
    """ListReports really pages: no page holds more than three, and all reports come once."""
    pages = list(aws.client(1, "artifact").get_paginator("list_reports").paginate())
    ids = [r["id"] for page in pages for r in page["reports"]]
    assert all(len(page["reports"]) <= 3 for page in pages)
    assert len(pages) > 3
    assert len(ids) == len(set(ids)) == 14


def test_every_account_sees_the_same_reports_or_none(aws):
    """Artifact holds one shelf for all accounts; whoever reads the management account may not look at it."""
    shelves = [listing(aws.client(n, "artifact"), "list_reports", "reports") for n in (1, 2)]
    assert shelves[0] == shelves[1]
    with pytest.raises(ClientError, match="is not authorized to perform: artifact:ListReports"):
        aws.client(0, "artifact").list_reports()


def test_a_vendor_stands_beside_aws(aws):
    """A third party's SOC 2 looks better than AWS's own, and only its company tells it apart."""
    reports = listing(aws.client(1, "artifact"), "list_reports", "reports")
    soc2 = [r for r in reports if r["series"] == "SOC 2" and r["state"] == "PUBLISHED"]
    ends = {r["companyName"]: r["periodEnd"].date() for r in soc2}
    assert ends["Amazon Web Services, Inc."] < ends["CloudVendor Inc."] == PERIOD[1]


def test_soc_leaves_a_gap_that_the_letter_bridges(aws):
    """The SOC 2 report ends before the period, and the letter goes on from its end past the period's."""
    reports = {r["name"]: r for r in listing(aws.client(1, "artifact"), "list_reports", "reports")}
    soc, letter = reports["AWS SOC 2 Type II Report"], reports["AWS SOC Continued Operations Letter"]
    assert soc["periodEnd"].date() < letter["periodStart"].date() < PERIOD[1] < letter["periodEnd"].date()
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
    client = aws.client(1, "artifact")
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_report_metadata(reportId="report-0000000000000000")
    with pytest.raises(ClientError) as caught:
        client.list_reports(nextToken="invented")
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    assert caught.value.response["reason"] == "invalidToken"


def test_the_sandbox_has_no_baa(aws):
    """The addendum is signed for production, for itself, and not for the sandbox."""
    for number, signed in ((1, True), (2, False)):
        rows = listing(aws.client(number, "artifact"), "list_customer_agreements", "customerAgreements")
        baa = [r for r in rows if "Business Associate" in r["name"]]
        assert bool(baa) is signed
        assert all(r["awsAccountId"] == aws.demo.accounts[number].id and r["state"] == "ACTIVE" for r in baa)


def test_every_operation_answers_validly_for_each_report(aws):
    """Each reply, as it goes over the wire and back through botocore, fits the model in every detail."""
    from generator.demo.strict import answered_wrongly
    from generator.demo.wire import Call

    client = aws.client(1, "artifact")
    model = client.meta.service_model
    asked = 0
    for report in listing(client, "list_reports", "reports"):
        token = client.get_term_for_report(reportId=report["id"])["termToken"]
        for operation in ("ListReportVersions", "GetReportMetadata", "GetTermForReport", "GetReport"):
            also = {"termToken": token} if operation == "GetReport" else {}
            reply = getattr(client, xform_name(operation))(reportId=report["id"], **also)
            reply.pop("ResponseMetadata")
            call = Call("artifact", operation, "us-east-1", "", "GET", "/", {}, b"")
            assert answered_wrongly(call, reply) == [], (operation, report["id"])
            assert reply.keys() - {"nextToken"} == members(model, operation) - {"nextToken"}
            asked += 1
    assert asked == 4 * 14


def members(model, operation):
    return set(model.operation_model(operation).output_shape.members)


def test_requests_that_the_model_forbids_are_refused(aws):
    """What botocore lets through (patterns, ranges, unknown parameters) is refused as AWS refuses it."""
    client = aws.client(1, "artifact")
    token = client.get_term_for_report(reportId=SOC)["termToken"]
    wrong = (
        ("get_report_metadata", {"reportId": "report-1"}),
        ("get_report_metadata", {"reportId": "../" + SOC}),
        ("get_report", {"reportId": SOC, "termToken": "a/b"}),
        ("get_report", {"reportId": SOC, "termToken": "a" * 257}),
        ("get_report", {"reportId": SOC, "termToken": token, "reportVersion": 0}),
    )
    for operation, params in wrong:
        with pytest.raises(ClientError) as caught:
            unchecked(aws, operation, params)
        assert caught.value.response["Error"]["Code"] == "ValidationException", operation
        assert caught.value.response["reason"] == "fieldValidationFailed"
    with pytest.raises(ClientError) as caught:
        client.get_report(reportId=SOC, termToken="term-of-nobody")
    assert caught.value.response["reason"] == "invalidToken"


def unchecked(aws, operation, params):
    """Ask without botocore's own look at lengths and ranges."""
    from botocore.config import Config

    client = aws.sessions[1].client(
        "artifact", region_name="us-east-1", endpoint_url=aws.demo.endpoint,
        config=Config(parameter_validation=False, retries={"total_max_attempts": 1}),
    )  # fmt: skip
    try:
        return getattr(client, operation)(**params)
    finally:
        client.close()


SOC = "report-ACME000000000001"


def opened(url, **headers):
    """Status, headers and body of an address; nothing is followed."""
    import urllib3

    with urllib3.PoolManager(retries=False) as pool:
        answer = pool.request("GET", url, headers=headers, redirect=False, preload_content=False)
        try:
            return answer.status, answer.headers, answer.read()
        finally:
            answer.close()


def test_addresses_open_one_document_for_a_while(aws):
    """Signed for one path; no other path, no longer life, no second way to sign in. Ranges as at S3."""
    client = aws.client(1, "artifact")
    terms = client.get_term_for_report(reportId=SOC)
    url = client.get_report(reportId=SOC, termToken=terms["termToken"])["documentPresignedUrl"]
    status, headers, body = opened(url)
    half = len(body) // 2
    rest = opened(url, Range=f"bytes={half}-", **{"If-Range": headers["ETag"]})
    other = opened(url, Range=f"bytes={half}-", **{"If-Range": '"another"'})

    assert (status, body[:8], body[-6:]) == (200, b"%PDF-1.4", b"%%EOF\n")
    assert (rest[0], rest[1]["Content-Range"]) == (206, f"bytes {half}-{len(body) - 1}/{len(body)}")
    assert (body[:half] + rest[2], other[2]) == (body, body)
    assert opened(url, Range=f"bytes={len(body)}-")[0] == 416
    assert opened(url.partition("?")[0])[0] == 403
    assert opened(url.replace("/report/", "/terms/"))[0] == 403
    assert opened(url.replace("X-Amz-Expires=300", "X-Amz-Expires=9999"))[0] == 403
    assert opened(url, Authorization="AWS4-HMAC-SHA256 x")[0] == 400
    assert url != client.get_report(reportId=SOC, termToken=terms["termToken"])["documentPresignedUrl"]


def test_documents_go_wrong_to_order(aws):
    """Each order is met so many times, then all is well; terms and reports are ordered apart."""
    client, documents = aws.client(1, "artifact"), aws.demo.front.documents
    terms = client.get_term_for_report(reportId=SOC)
    url = client.get_report(reportId=SOC, termToken=terms["termToken"])["documentPresignedUrl"]
    right = opened(url)
    met = {
        "expired": lambda got: (got[0], b"Request has expired" in got[2]) == (403, True),
        "redirect": lambda got: (got[0], "elsewhere.example" in got[1]["Location"]) == (302, True),
        "500": lambda got: got[0] == 500,
        "page": lambda got: (got[0], got[2][:9]) == (200, b"<!doctype"),
        "truncate": lambda got: (got[0], right[2].startswith(got[2]), len(got[2])) == (200, True, len(right[2]) * 3 // 4),
        "change": lambda got: got[1]["ETag"] != right[1]["ETag"] and got[2] != right[2],
    }  # fmt: skip
    for kind, holds in met.items():
        documents.order(kind)
        assert opened(terms["documentPresignedUrl"])[0] == 200
        assert holds(opened(url)), kind
        assert opened(url)[2] == right[2]
    for kind in ("cut", "reset"):
        documents.order(kind)
        with pytest.raises(Exception, match=r"broken|aborted|closed"):
            opened(url)
        assert opened(url)[2] == right[2]
    documents.order("expired", 5)
    documents.reset()
    assert opened(url)[0] == 200
