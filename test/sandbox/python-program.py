"""What a Python program does with each service, against the endpoint in argv[1]. Prints one JSON object of what it saw."""

import io
import json
import sys
import zipfile

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

URL = sys.argv[1]
ACCOUNT = "123456789012"
seen = {}


def client(name):
    config = Config(retries={"max_attempts": 1}, read_timeout=120)
    keys = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret"}
    return boto3.client(name, endpoint_url=URL, region_name="us-east-1", config=config, **keys)


def code(call):
    try:
        call()
    except ClientError as problem:
        return problem.response["Error"]["Code"]
    return "none"


def policy(**statement):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


s3 = client("s3")
s3.create_bucket(Bucket="reports")
body = bytes(range(256)) * 4096 * 6
parts = TransferConfig(multipart_threshold=5 * 1024 * 1024, multipart_chunksize=5 * 1024 * 1024)
s3.upload_fileobj(io.BytesIO(body), "reports", "large", Config=parts, ExtraArgs={"Metadata": {"run": "1"}})
got = io.BytesIO()
s3.download_fileobj("reports", "large", got, Config=parts)
s3.copy({"Bucket": "reports", "Key": "large"}, "reports", "copies/large", Config=parts)
s3.put_object(Bucket="reports", Key="a b/é+%.json", Body=b"{}")
pages = s3.get_paginator("list_objects_v2").paginate(Bucket="reports", PaginationConfig={"PageSize": 1})
old = s3.list_objects(Bucket="reports", Delimiter="/")
seen["s3"] = {
    "same": got.getvalue() == body,
    "etag": s3.head_object(Bucket="reports", Key="large")["ETag"].endswith('-2"'),
    "copied": s3.head_object(Bucket="reports", Key="copies/large")["ContentLength"] == len(body),
    "keys": [one["Key"] for page in pages for one in page.get("Contents", [])],
    "folders": [one["Prefix"] for one in old["CommonPrefixes"]],
    "range": s3.get_object(Bucket="reports", Key="large", Range="bytes=1-3")["Body"].read().hex(),
    "missing": code(lambda: s3.head_object(Bucket="reports", Key="none")),
    "acl": s3.get_bucket_acl(Bucket="reports")["Grants"][0]["Permission"],
    "presigned": s3.generate_presigned_url("get_object", Params={"Bucket": "reports", "Key": "large"}).startswith(URL),
}
boto3.resource(
    "s3", endpoint_url=URL, region_name="us-east-1", aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret"
).Bucket("reports").objects.all().delete()
s3.delete_bucket(Bucket="reports")

dynamodb = client("dynamodb")
dynamodb.create_table(
    TableName="history",
    BillingMode="PAY_PER_REQUEST",
    KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
)
dynamodb.get_waiter("table_exists").wait(TableName="history")
for n in range(3):
    dynamodb.put_item(TableName="history", Item={"pk": {"S": "run"}, "sk": {"S": str(n)}, "n": {"N": str(n)}})
first = {"TableName": "history", "Item": {"pk": {"S": "run"}, "sk": {"S": "0"}}, "ConditionExpression": "attribute_not_exists(pk)"}
query = {"TableName": "history", "KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "run"}}}
pages = dynamodb.get_paginator("query").paginate(**query, PaginationConfig={"PageSize": 2})
seen["dynamodb"] = {
    "items": [item["sk"]["S"] for page in pages for item in page["Items"]],
    "twice": code(lambda: dynamodb.put_item(**first)),
    "missing": code(lambda: dynamodb.describe_table(TableName="none")),
}
dynamodb.delete_table(TableName="history")

iam = client("iam")
services = ["lambda.amazonaws.com", "scheduler.amazonaws.com"]
trust = policy(Principal={"Service": services}, Action="sts:AssumeRole")
role = iam.create_role(RoleName="conductor", AssumeRolePolicyDocument=trust)["Role"]["Arn"]

archive = io.BytesIO()
with zipfile.ZipFile(archive, "w") as packed:
    packed.writestr("index.js", "exports.handler = async (event) => ({ twice: event.n * 2 });")
functions = client("lambda")
functions.create_function(
    FunctionName="twice", Runtime="nodejs22.x", Handler="index.handler", Role=role, Code={"ZipFile": archive.getvalue()}, Timeout=300, Publish=True
)
functions.get_waiter("function_active_v2").wait(FunctionName="twice")
alias = functions.create_alias(FunctionName="twice", Name="live", FunctionVersion="1")["AliasArn"]
answer = functions.invoke(FunctionName="twice", Qualifier="live", Payload=json.dumps({"n": 21}))
seen["lambda"] = {"answer": json.load(answer["Payload"]), "alias": alias, "missing": code(lambda: functions.get_function(FunctionName="none"))}

sqs = client("sqs")
url = sqs.create_queue(QueueName="inbox")["QueueUrl"]
arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
admit = policy(Principal={"Service": ["sns.amazonaws.com", "events.amazonaws.com"]}, Action="sqs:SendMessage", Resource=arn)
sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": admit})


def receive():
    for _ in range(30):
        for message in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20).get("Messages", []):
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            return message["Body"]
    return "nothing came"


sqs.send_message(QueueUrl=url, MessageBody="hello")
seen["sqs"] = {"body": receive(), "missing": code(lambda: sqs.get_queue_url(QueueName="none"))}

sns = client("sns")
topic = sns.create_topic(Name="news")["TopicArn"]
sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
sns.publish(TopicArn=topic, Message="from the topic")
seen["sns"] = {"body": receive(), "topics": [one["TopicArn"] for one in sns.list_topics()["Topics"]]}

events = client("events")
events.put_rule(Name="own", EventPattern=json.dumps({"source": ["my.app"]}))
events.put_targets(Rule="own", Targets=[{"Id": "q", "Arn": arn, "InputPath": "$.detail"}])
events.put_events(Entries=[{"Source": "my.app", "DetailType": "t", "Detail": json.dumps({"n": 1})}])
seen["events"] = {"body": json.loads(receive()), "rules": [one["Name"] for one in events.list_rules()["Rules"]]}

iam.put_role_policy(RoleName="conductor", PolicyName="own", PolicyDocument=policy(Action="sqs:SendMessage", Resource=arn))
scheduler = client("scheduler")
scheduler.create_schedule_group(Name="runs")
target = {"Arn": arn, "RoleArn": role, "Input": "due"}
times = {"ScheduleExpression": "rate(1 hours)", "FlexibleTimeWindow": {"Mode": "OFF"}}
scheduler.create_schedule(Name="hourly", GroupName="runs", Target=target, **times)
seen["scheduler"] = {
    "body": receive(),
    "names": [one["Name"] for one in scheduler.list_schedules(GroupName="runs")["Schedules"]],
    "missing": code(lambda: scheduler.get_schedule(Name="none")),
}
scheduler.delete_schedule_group(Name="runs")
functions.delete_function(FunctionName="twice")
print(json.dumps(seen))
