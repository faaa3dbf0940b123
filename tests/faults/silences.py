"""Keys that AWS itself leaves out where there is nothing: an answer without them cannot be told from one that lost them.

A key belongs here only where AWS's documentation has it so, or its model does not require it and AWS is known to
leave it out. Every other missing key that makes a finding better is a fault of ours.
"""

LEFT_OUT = {
    (
        "iam.get-account-authorization-details",
        "UserDetailList[].UserPolicyList",
    ): "a user without inline policies has "
    "none: AWS CLI reference, get-account-authorization-details, example",
    (
        "logs.describe-log-groups",
        "logGroups[].retentionInDays",
    ): "left out where events never expire: PutRetentionPolicy",
    ("emr.list-instances", "Instances[].PublicIpAddress"): "a node without a public address has none",
    ("sqs.list-queues", "QueueUrls"): "left out where there is no queue: SQS API reference, ListQueues; "
    "neither tags nor AWS Config name queues by the same ARN",
    ("apigateway.get-resources", "items[].resourceMethods"): "a resource without methods has none",
    (
        "ecs.describe-task-definition",
        "taskDefinition.containerDefinitions[].privileged",
    ): "left out where it was not set",
}
