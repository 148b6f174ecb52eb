# Every type that the Orchestrator makes, in the upstream provider's words, as strangers' Terraform programs write them.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}
variable "url" {}
variable "days" { default = 30 }
variable "zip" {}
provider "aws" {
  region                      = "us-east-1"
  access_key                  = "AKIDEXAMPLE"
  secret_key                  = "secret"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true
  endpoints {
    sqs        = var.url
    sns        = var.url
    events     = var.url
    scheduler  = var.url
    iam        = var.url
    sts        = var.url
    s3         = var.url
    dynamodb   = var.url
    lambda     = var.url
    cloudwatch = var.url
    logs       = var.url
    ec2        = var.url
  }
}
locals {
  tags = { team = "sre", "faultline:orchestrator" = "chaos" }
}
data "aws_caller_identity" "me" {}
resource "aws_dynamodb_table" "history" {
  name         = "chaos-history"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "pk"
  range_key    = "sk"
  attribute {
    name = "pk"
    type = "S"
  }
  attribute {
    name = "sk"
    type = "S"
  }
  attribute {
    name = "gpk"
    type = "S"
  }
  attribute {
    name = "gsk"
    type = "S"
  }
  global_secondary_index {
    name            = "by-time"
    hash_key        = "gpk"
    range_key       = "gsk"
    projection_type = "ALL"
  }
  ttl {
    attribute_name = "expires"
    enabled        = true
  }
  point_in_time_recovery { enabled = true }
  deletion_protection_enabled = var.days == 30
  tags                        = local.tags
}
resource "aws_s3_bucket" "reports" {
  bucket        = "chaos-reports"
  force_destroy = true
  tags          = local.tags
}
resource "aws_s3_bucket_versioning" "reports" {
  bucket = aws_s3_bucket.reports.bucket
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_ownership_controls" "reports" {
  bucket = aws_s3_bucket.reports.bucket
  rule { object_ownership = "BucketOwnerEnforced" }
}
resource "aws_s3_bucket_public_access_block" "reports" {
  bucket                  = aws_s3_bucket.reports.bucket
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
resource "aws_s3_bucket_server_side_encryption_configuration" "reports" {
  bucket = aws_s3_bucket.reports.bucket
  rule {
    apply_server_side_encryption_by_default { sse_algorithm = "AES256" }
    bucket_key_enabled = false
  }
}
resource "aws_s3_bucket_lifecycle_configuration" "reports" {
  bucket = aws_s3_bucket.reports.bucket
  rule {
    id     = "runs"
    status = "Enabled"
    filter { prefix = "runs/" }
    expiration { days = var.days }
    noncurrent_version_expiration { noncurrent_days = 30 }
  }
  rule {
    id     = "everything"
    status = "Enabled"
    filter { prefix = "" }
    noncurrent_version_expiration { noncurrent_days = 90 }
    abort_incomplete_multipart_upload { days_after_initiation = 1 }
  }
}
resource "aws_s3_bucket_policy" "reports" {
  bucket     = aws_s3_bucket.reports.bucket
  policy     = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "TlsOnly", Effect = "Deny", Principal = "*", Action = "s3:*", Resource = [aws_s3_bucket.reports.arn, "${aws_s3_bucket.reports.arn}/*"], Condition = { Bool = { "aws:SecureTransport" = "false" } } }] })
  depends_on = [aws_s3_bucket_public_access_block.reports]
}
resource "aws_s3_object" "manifest" {
  bucket       = aws_s3_bucket.reports.bucket
  key          = "manifests/checkout é.json"
  content      = jsonencode({ days = var.days })
  content_type = "application/json"
  tags         = { team = "sre" }
  depends_on   = [aws_s3_bucket_versioning.reports]
}
resource "aws_sqs_queue" "dead" {
  name                      = "chaos-dead-letters"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
  tags                      = local.tags
}
resource "aws_sns_topic" "news" {
  name = "chaos"
  tags = local.tags
}
resource "aws_sns_topic_subscription" "queue" {
  topic_arn = aws_sns_topic.news.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.dead.arn
}
resource "aws_cloudwatch_event_rule" "ends" {
  name          = "chaos"
  description   = "Ends of experiments ${var.days}"
  event_pattern = jsonencode({ source = ["aws.fis"], "detail-type" = ["FIS Experiment State Change"], detail = { "new-state" = { status = ["completed", "stopped"] } } })
  tags          = local.tags
}
resource "aws_cloudwatch_event_target" "ends" {
  rule = aws_cloudwatch_event_rule.ends.name
  arn  = aws_sns_topic.news.arn
  dead_letter_config { arn = aws_sqs_queue.dead.arn }
  retry_policy {
    maximum_event_age_in_seconds = 3600
    maximum_retry_attempts       = 10
  }
}
resource "aws_sns_topic_policy" "news" {
  arn = aws_sns_topic.news.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Sid = "Alarms", Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = aws_sns_topic.news.arn, Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.me.account_id } } },
  { Sid = "Events", Effect = "Allow", Principal = { Service = "events.amazonaws.com" }, Action = "sns:Publish", Resource = aws_sns_topic.news.arn, Condition = { ArnEquals = { "aws:SourceArn" = aws_cloudwatch_event_rule.ends.arn } } }] })
}
resource "aws_sqs_queue_policy" "dead" {
  queue_url = aws_sqs_queue.dead.id
  policy    = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "Events", Effect = "Allow", Principal = { Service = "events.amazonaws.com" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.dead.arn, Condition = { ArnEquals = { "aws:SourceArn" = aws_cloudwatch_event_rule.ends.arn } } }] })
}
resource "aws_cloudwatch_log_group" "conductor" {
  name              = "/faultline/chaos"
  retention_in_days = var.days
  tags              = local.tags
}
resource "aws_iam_role" "conductor" {
  name               = "chaos"
  description        = "Of the orchestrator"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }] })
  tags               = local.tags
}
resource "aws_iam_role_policy" "conductor" {
  name = "chaos"
  role = aws_iam_role.conductor.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = ["dynamodb:GetItem", "dynamodb:PutItem"], Resource = aws_dynamodb_table.history.arn },
    { Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.reports.arn}/manifests/*" },
    { Effect = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.dead.arn },
  { Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = "${aws_cloudwatch_log_group.conductor.arn}:*" }] })
}
resource "aws_lambda_function" "conductor" {
  function_name    = "chaos"
  description      = "Conducts experiments"
  runtime          = "nodejs22.x"
  architectures    = ["arm64"]
  handler          = "index.handler"
  filename         = var.zip
  source_code_hash = filebase64sha256(var.zip)
  role             = aws_iam_role.conductor.arn
  memory_size      = 512
  timeout          = 900
  publish          = true
  environment {
    variables = {
      FAULTLINE_TABLE = aws_dynamodb_table.history.name
      FAULTLINE_DAYS  = var.days
    }
  }
  logging_config {
    log_format            = "JSON"
    application_log_level = "INFO"
    system_log_level      = "INFO"
    log_group             = aws_cloudwatch_log_group.conductor.name
  }
  dead_letter_config { target_arn = aws_sqs_queue.dead.arn }
  tags       = local.tags
  depends_on = [aws_iam_role_policy.conductor]
}
resource "aws_lambda_alias" "live" {
  name             = "live"
  description      = "What schedules and people start"
  function_name    = aws_lambda_function.conductor.function_name
  function_version = aws_lambda_function.conductor.version
}
resource "aws_lambda_function_event_invoke_config" "live" {
  function_name                = aws_lambda_function.conductor.function_name
  qualifier                    = aws_lambda_alias.live.name
  maximum_retry_attempts       = 0
  maximum_event_age_in_seconds = 900
}
resource "aws_lambda_permission" "rule" {
  statement_id  = "rule"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.conductor.function_name
  qualifier     = aws_lambda_alias.live.name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.ends.arn
}
resource "aws_cloudwatch_event_target" "conductor" {
  rule      = aws_cloudwatch_event_rule.ends.name
  target_id = "conductor"
  arn       = aws_lambda_alias.live.arn
  input_transformer {
    input_paths    = { id = "$.detail.experiment-id" }
    input_template = "{\"id\": <id>}"
  }
}
resource "aws_scheduler_schedule_group" "runs" {
  name = "chaos"
  tags = local.tags
}
resource "aws_iam_role" "schedules" {
  name               = "chaos-schedules"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "scheduler.amazonaws.com" }, Action = "sts:AssumeRole", Condition = { ArnEquals = { "aws:SourceArn" = aws_scheduler_schedule_group.runs.arn } } }] })
}
resource "aws_iam_role_policy" "schedules" {
  name   = "chaos-schedules"
  role   = aws_iam_role.schedules.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "lambda:InvokeFunction", Resource = aws_lambda_alias.live.arn }, { Effect = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.dead.arn }] })
}
resource "aws_scheduler_schedule" "checkout" {
  name                         = "checkout"
  group_name                   = aws_scheduler_schedule_group.runs.name
  description                  = "Runs the experiment checkout"
  schedule_expression          = "cron(0 ${var.days == 30 ? 3 : 4} ? * MON-FRI *)"
  schedule_expression_timezone = "Europe/Berlin"
  flexible_time_window {
    mode                      = "FLEXIBLE"
    maximum_window_in_minutes = 15
  }
  state = "ENABLED"
  target {
    arn      = aws_lambda_alias.live.arn
    role_arn = aws_iam_role.schedules.arn
    input    = jsonencode({ version = 1, kind = "run" })
    dead_letter_config { arn = aws_sqs_queue.dead.arn }
    retry_policy {
      maximum_event_age_in_seconds = 900
      maximum_retry_attempts       = 5
    }
  }
}
resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "chaos-errors"
  alarm_description   = "The function failed"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = aws_lambda_function.conductor.function_name }
  statistic           = "Sum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = var.days
  period              = 60
  evaluation_periods  = 1
  datapoints_to_alarm = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.news.arn]
  tags                = local.tags
}
resource "aws_cloudwatch_dashboard" "chaos" {
  dashboard_name = "chaos"
  dashboard_body = jsonencode({ widgets = [{ type = "text", x = 0, y = 0, width = 6, height = 3, properties = { markdown = "days ${var.days}" } }] })
}
