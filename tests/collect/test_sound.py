"""An answer that AWS cannot have given is not read as one in which nothing is there."""

from functools import cache
from typing import Any

from botocore.parsers import ResponseParserError
from botocore.session import Session

from generator.collect import sound


@cache
def operation(service: str, name: str) -> Any:
    return Session().get_service_model(service).operation_model(name)


def said_of(service: str, name: str, body: str, status: int = 200) -> str:
    """What is wrong with the body; "" where nothing is."""
    try:
        sound._look(operation(service, name), {"status_code": status, "body": body.encode(), "headers": {}})
    except ResponseParserError as error:
        return str(error)
    return ""


def test_json_that_is_empty_cut_or_of_another_type() -> None:
    """Each would be read as a reply without keys, or with a truth that is none."""
    rotation = ("kms", "GetKeyRotationStatus")
    for body, words in (
        ("", "the answer is empty"),
        (" \n", "the answer is empty"),
        ('{"KeyRotationEnabled": tr', "cut"),
        ("<html>Sign in</html>", "not JSON"),
        ('["a"]', "it is of another type"),
        ('{"KeyRotationEnabled": "false"}', "KeyRotationEnabled is of another type"),
        ('{"KeyRotationEnabled": {"un": "expected"}}', "KeyRotationEnabled is of another type"),
    ):
        assert words in said_of(*rotation, body), body
    assert "Keys is of another type" in said_of("kms", "ListKeys", '{"Keys": "unexpected"}')
    assert "KeyId" in said_of("kms", "ListKeys", '{"Keys": [{"KeyId": ["a"]}]}')


def test_xml_of_another_type() -> None:
    """botocore reads text in place of a list as an empty list, and anything in place of a boolean as false."""
    volumes = ("ec2", "DescribeVolumes")
    whole = "<DescribeVolumesResponse><volumeSet><item><encrypted>{}</encrypted></item></volumeSet></DescribeVolumesResponse>"
    for body, words in (
        ("", "the answer is empty"),
        ("<R><volumeSet>unexpected</volumeSet></R>", "volumeSet is of another type"),
        (whole.format("maybe"), "encrypted is of another type"),
        (whole.format("<un>expected</un>"), "encrypted is of another type"),
        (whole.replace("<encrypted>{}</encrypted>", "<encrypted/>"), "encrypted is of another type"),
    ):
        assert words in said_of(*volumes, body), body
    assert said_of(*volumes, whole.format("true")) == ""


def test_what_aws_may_say_is_let_through() -> None:
    """Keys that are left out, added or null, numbers as text, refusals, and answers whose body is no structure."""
    for service, name, body in (
        ("kms", "ListKeys", "{}"),
        ("kms", "ListKeys", '{"Keys": null, "Truncated": false, "AddedNextYear": {"A": [1]}}'),
        ("lambda", "ListFunctions", '{"Functions": [{"MemorySize": "128"}]}'),
        ("ec2", "DescribeVolumes", "<R><volumeSet/></R>"),
        ("ec2", "DescribeVolumes", "<R>\n  <volumeSet>\n  </volumeSet><added>x</added></R>"),
        ("s3", "GetBucketPolicy", '{"Statement": []}'),
        ("s3", "GetObject", ""),
        ("s3", "HeadBucket", ""),
    ):
        assert said_of(service, name, body) == "", body
    assert said_of("kms", "ListKeys", "", status=400) == ""
