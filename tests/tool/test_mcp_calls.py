"""Calls of public MCP servers' tools, by their own names and argument names: what must be held, and what must pass.

The labels were written before the reader was tuned to them. Nothing is configured here: every target is unknown, so a
call that only reads, adds or changes one thing passes, and what deletes, empties or turns off is held.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.adapter.hosts.shapes import strings
from keyturn.gate.call import MCP, ToolCall
from keyturn.gate.mcp import source
from keyturn.judge.corridor import Judgement, follow
from keyturn.model.decision import ALLOW
from keyturn.policy.decide import decide
from keyturn.policy.layers import BUILT_IN, Environment
from keyturn.tool.mcp_names import names
from tests.support import LAYOUT, DictWorkspace, view

Call = tuple[str, str, dict[str, Any]]

HOLD: tuple[Call, ...] = (
    # GitHub, GitLab
    ("github", "delete_repository", {"owner": "acme", "repo": "shop"}),
    ("github", "projects_write", {"method": "delete_project_item", "owner": "acme", "project_number": 3, "item_id": 9}),
    ("github", "delete_workflow_run_logs", {"owner": "acme", "repo": "shop", "run_id": 5}),
    ("github", "actions_run_trigger", {"method": "delete_workflow_run_logs", "owner": "a", "repo": "b", "run_id": 5}),
    ("gitlab", "delete_project", {"project_id": "12"}),
    ("gitlab", "delete_release", {"project_id": "12", "tag_name": "v1"}),
    # Supabase, Neon, Prisma, other hosted databases
    ("supabase", "execute_sql", {"project_id": "abc", "query": "drop table users cascade"}),
    ("supabase", "execute_sql", {"project_id": "abc", "query": "-- tidy\ndelete from orders;"}),
    ("supabase", "apply_migration", {"project_id": "abc", "name": "x", "query": "alter table users drop column email"}),
    ("supabase", "delete_branch", {"branch_id": "b1"}),
    ("supabase", "reset_branch", {"branch_id": "b1", "migration_version": "1"}),
    ("supabase", "pause_project", {"project_id": "abc"}),
    ("neon", "delete_project", {"projectId": "p"}),
    ("neon", "delete_branch", {"projectId": "p", "branchId": "br-1"}),
    ("neon", "run_sql", {"params": {"projectId": "p", "databaseName": "main", "sql": "TRUNCATE events"}}),
    (
        "neon",
        "run_sql_transaction",
        {"params": {"projectId": "p", "sqlStatements": ["select 1", "DROP SCHEMA s CASCADE"]}},
    ),
    ("neon", "prepare_database_migration", {"projectId": "p", "migrationSql": "DROP TABLE accounts"}),
    ("neon", "reset_from_parent", {"projectId": "p", "branchIdOrName": "main"}),
    ("prisma", "migrate-reset", {"projectCWD": "/work/app"}),
    ("prisma", "DeleteDatabase", {"databaseId": "d"}),
    ("planetscale", "execute_write_query", {"database": "d", "branch": "main", "query": "DELETE FROM users"}),
    # Postgres, MySQL, SQL Server, SQLite, warehouses
    ("postgres", "query", {"sql": "COMMIT; DROP SCHEMA public CASCADE;"}),
    ("postgres", "execute_sql", {"sql": "delete from users"}),
    ("postgres", "pg_manage_schema", {"operation": "drop_table", "tableName": "users"}),
    ("mysql", "mysql_query", {"sql": "DROP DATABASE shop"}),
    ("mssql", "drop_table", {"tableName": "dbo.Users"}),
    ("sqlite", "write_query", {"query": "DELETE FROM notes"}),
    ("dbhub", "execute_sql", {"sql": "update accounts set balance = 0"}),
    ("bigquery", "execute_sql", {"sql": "DROP TABLE `p.d.t`"}),
    ("snowflake", "run_snowflake_query", {"statement": "DROP DATABASE prod"}),
    ("snowflake", "drop_object", {"object_type": "table", "target_object": {"name": "T"}}),
    ("clickhouse", "run_query", {"query": "TRUNCATE TABLE events"}),
    ("duckdb", "query", {"query": "drop table sales"}),
    ("cloudflare", "d1_database_query", {"database_id": "d", "sql": "DROP TABLE users"}),
    ("heroku", "pg_psql", {"app": "shop", "command": "DELETE FROM users"}),
    # other stores
    ("mongodb", "drop-database", {"database": "shop"}),
    ("mongodb", "drop-collection", {"database": "shop", "collection": "users"}),
    ("mongodb", "delete-many", {"database": "shop", "collection": "users", "filter": {}}),
    ("mongodb", "delete-many", {"database": "shop", "collection": "users"}),
    ("mongodb", "update-many", {"database": "s", "collection": "users", "filter": {}, "update": {"$set": {"a": 1}}}),
    ("redis", "flushall", {}),
    ("redis", "run_command", {"command": "FLUSHDB"}),
    ("elasticsearch", "delete_index", {"index": "orders"}),
    ("opensearch", "GenericOpenSearchApiTool", {"path": "/orders", "method": "DELETE"}),
    ("neo4j", "write_neo4j_cypher", {"query": "MATCH (n) DETACH DELETE n"}),
    ("chroma", "chroma_delete_collection", {"collection_name": "docs"}),
    ("pinecone", "delete-index", {"name": "docs"}),
    ("confluent", "delete-topics", {"topicNames": ["orders"]}),
    ("airtable", "delete_records", {"baseId": "b", "tableId": "t", "recordIds": ["r1", "r2"]}),
    ("firebase", "firestore_delete_document", {"paths": ["users/1"]}),
    # files and commands
    ("filesystem", "delete_directory", {"path": "/home/sam/photos"}),
    ("filesystem", "write_file", {"path": "/home/sam/.config/keyturn/keyturn.toml", "content": ""}),
    ("filesystem", "move_file", {"source": "/home/sam/photos", "destination": "/dev/null"}),
    ("filesystem", "write_file", {"path": "/etc/passwd", "content": "x"}),
    (
        "filesystem",
        "edit_file",
        {"path": "/home/sam/.claude/settings.json", "edits": [{"oldText": "a", "newText": "b"}]},
    ),
    ("desktop-commander", "start_process", {"command": "rm -rf ~/photos", "timeout_ms": 1000}),
    ("desktop-commander", "execute_command", {"command": "git push --force origin main"}),
    ("shell", "run_command", {"command": "terraform", "args": ["destroy", "-auto-approve"]}),
    ("shell", "execute", {"cmd": ["rm", "-rf", "/home/sam/photos"]}),
    ("ssh", "exec", {"host": "db1", "command": "sudo dropdb shop"}),
    ("git", "git_reset", {"path": "/work/app", "mode": "hard", "commit": "HEAD~3"}),
    ("git", "git_clean", {"path": "/work/app", "force": True, "directories": True}),
    ("git", "git_push", {"path": "/work/app", "remote": "origin", "branch": "main", "force": True}),
    ("jupyter", "execute_code", {"code": "import shutil\nshutil.rmtree('/home/sam/photos')"}),
    # Kubernetes, containers
    ("kubernetes", "kubectl_delete", {"resourceType": "namespace", "name": "shop"}),
    ("kubernetes", "kubectl_delete", {"resourceType": "pvc", "name": "data-0", "namespace": "shop"}),
    ("kubernetes", "kubectl_generic", {"command": "delete", "resourceType": "namespace", "name": "shop"}),
    ("kubernetes", "kubectl_scale", {"name": "web", "namespace": "shop", "replicas": 0}),
    ("kubernetes", "exec_in_pod", {"name": "db-0", "command": ["psql", "-c", "drop table users"]}),
    ("kubernetes", "uninstall_helm_chart", {"name": "shop", "namespace": "shop"}),
    ("kubernetes", "resources_delete", {"apiVersion": "v1", "kind": "Namespace", "name": "shop"}),
    ("kubernetes", "helm_uninstall", {"name": "shop", "namespace": "shop"}),
    ("kubernetes", "node_management", {"operation": "drain", "nodeName": "n1", "confirmDrain": True}),
    ("argocd", "delete_application", {"applicationName": "shop"}),
    ("docker", "remove_volume", {"volume_name": "pgdata"}),
    ("docker", "volume_prune", {}),
    # clouds
    ("aws-api", "call_aws", {"cli_command": "aws rds delete-db-instance --db-instance-identifier prod"}),
    ("aws-api", "call_aws", {"cli_command": "aws s3 rb s3://acme-backups --force"}),
    ("aws-cfn", "delete_resource", {"resource_type": "AWS::RDS::DBInstance", "identifier": "prod"}),
    ("aws-eks", "manage_eks_stacks", {"operation": "delete", "cluster_name": "prod"}),
    ("aws-eks", "manage_k8s_resource", {"operation": "delete", "kind": "Namespace", "name": "shop"}),
    ("aws-ecs", "delete_ecs_infrastructure", {"app_name": "shop"}),
    ("aws-ecs", "ecs_resource_management", {"api_operation": "DeleteService", "api_params": {"service": "web"}}),
    ("aws-dynamodb", "delete_table", {"table_name": "orders"}),
    ("aws-rds", "DeleteDBCluster", {"db_cluster_identifier": "prod"}),
    ("azure", "sql", {"command": "sql_db_delete", "parameters": {"database": "shop"}}),
    ("azure", "storage", {"command": "storage_account_delete", "parameters": {"account": "acme"}}),
    ("gcloud", "run_gcloud_command", {"args": ["projects", "delete", "acme-prod"]}),
    ("terraform", "ExecuteTerraformCommand", {"command": "destroy", "working_directory": "/work/app/infra"}),
    ("terraform", "delete_workspace_safely", {"terraform_org_name": "acme", "workspace_name": "prod"}),
    ("terraform", "create_run", {"workspace_name": "prod", "run_type": "plan_and_apply", "is_destroy": True}),
    ("pulumi", "pulumi-cli-destroy", {"stackName": "prod", "workDir": "/work/app"}),
    ("digitalocean", "droplet-delete", {"ID": 123}),
    ("digitalocean", "snapshot-delete", {"ID": "s-1"}),
    ("hetzner", "delete_server", {"server_id": 4}),
    ("proxmox", "delete_vm", {"node": "n", "vmid": 100}),
    ("proxmox", "vm_lifecycle", {"action": "stop", "vmid": 100}),
    # platforms
    ("cloudflare", "d1_database_delete", {"database_id": "d"}),
    ("cloudflare", "kv_namespace_delete", {"namespace_id": "n"}),
    ("cloudflare", "r2_bucket_delete", {"name": "uploads"}),
    ("cloudflare", "hyperdrive_config_delete", {"hyperdrive_id": "h"}),
    ("cloudflare", "worker_delete", {"name": "api"}),
    ("vercel", "delete_project", {"idOrName": "shop"}),
    ("vercel", "deleteEnvironmentVariable", {"id": "e", "project": "shop"}),
    ("railway", "volume-delete", {"volumeId": "v1"}),
    ("railway", "project_delete", {"projectId": "p"}),
    ("heroku", "maintenance_on", {"app": "shop"}),
    ("heroku", "ps_scale", {"app": "shop", "dyno": "web=0"}),
    ("netlify", "netlify-project-services-updater", {"selectSchema": {"operation": "delete-project", "params": {}}}),
    # payments, secrets, people's work
    ("stripe", "cancel_subscription", {"subscription": "sub_1"}),
    ("stripe", "create_refund", {"payment_intent": "pi_1"}),
    (
        "stripe",
        "stripe_api_execute",
        {"stripe_api_operation_id": "DeleteCustomersCustomer", "parameters": {"c": "cus"}},
    ),
    ("vault", "delete_secret", {"mount": "kv", "path": "shop/db"}),
    ("vault", "delete_mount", {"path": "kv"}),
    ("jira", "jira_delete_issue", {"issue_key": "SHOP-1"}),
    ("confluence", "confluence_delete_page", {"page_id": "1"}),
    ("gmail", "batch_delete_emails", {"messageIds": ["a", "b"]}),
    ("drive", "delete_file", {"fileId": "f"}),
    ("shopify", "delete-product", {"productId": "1"}),
    ("http", "http_request", {"method": "DELETE", "url": "https://api.example.com/v1/projects/1"}),
    ("okta", "deactivate_user", {"user_id": "u"}),
    # a second set, labelled later and run once before anything was changed for it
    ("gitlab", "delete_branch", {"project_id": "1", "branch": "x"}),
    ("gitea", "repo_delete", {"owner": "a", "repo": "b"}),
    ("bitbucket", "deletePullRequestTask", {"task_id": 1}),
    ("azure-devops", "wit_delete_work_item", {"id": 4}),
    ("azure-devops", "repo_delete_branch", {"repositoryId": "r", "branchName": "main"}),
    ("render", "delete_service", {"serviceId": "srv"}),
    ("fly", "fly-volumes-destroy", {"id": "vol_1"}),
    ("fly", "fly-machine-destroy", {"id": "m"}),
    ("fly", "fly-apps-destroy", {"name": "shop"}),
    ("appwrite", "databases_delete", {"database_id": "d"}),
    ("appwrite", "storage_delete_bucket", {"bucket_id": "b"}),
    ("nile", "delete-tenant", {"id": "1"}),
    ("turso", "delete_database", {"name": "x"}),
    ("turso", "execute_query", {"database": "x", "query": "DROP TABLE users"}),
    ("motherduck", "query", {"sql": "DELETE FROM t"}),
    ("trino", "execute_query", {"query": "drop table hive.a.b"}),
    ("databricks", "execute_sql", {"statement": "DROP SCHEMA x CASCADE"}),
    ("databricks", "terminate_cluster", {"cluster_id": "c"}),
    ("spanner", "execute_sql_dml", {"sql": "DELETE FROM users WHERE true"}),
    ("cassandra", "execute_cql", {"cql": "TRUNCATE users"}),
    ("couchbase", "delete_document_by_id", {"bucket_name": "b", "document_id": "1"}),
    ("qdrant", "delete_collection", {"collection": "x"}),
    ("weaviate", "delete-class", {"name": "x"}),
    ("milvus", "milvus_drop_collection", {"collection_name": "c"}),
    ("meilisearch", "delete-all-documents", {"indexUid": "m"}),
    ("typesense", "typesense_delete_collection", {"name": "x"}),
    ("algolia", "clearObjects", {"indexName": "p"}),
    ("rabbitmq", "purge_queue", {"queue": "q"}),
    ("rabbitmq", "delete_queue", {"queue": "q"}),
    ("sqs", "DeleteQueue", {"queue_url": "u"}),
    ("kafka", "delete_topic", {"topic": "x"}),
    ("s3", "delete_objects", {"bucket": "b", "keys": ["a"]}),
    ("gcs", "delete_bucket", {"bucket_name": "b"}),
    ("gke", "delete_cluster", {"name": "c"}),
    ("ec2", "terminate_instances", {"instance_ids": ["i-1"]}),
    ("ec2", "stop_instances", {"instance_ids": ["i-1"]}),
    ("route53", "change_resource_record_sets", {"action": "DELETE", "name": "x"}),
    ("iam", "delete_user", {"user_name": "u"}),
    ("linode", "delete_instance", {"linode_id": 1}),
    ("vultr", "destroy_instance", {"id": "i"}),
    ("portainer", "delete_stack", {"id": 1}),
    ("portainer", "dockerProxy", {"environmentId": 1, "method": "DELETE", "dockerAPIPath": "/volumes/x"}),
    ("nomad", "stop_job", {"job_id": "j"}),
    ("rancher", "kubernetes_delete", {"kind": "Namespace", "name": "x"}),
    ("unifi", "delete_network", {"id": "1"}),
    ("homeassistant", "delete_automation", {"id": "1"}),
    ("wordpress", "wp_delete_post", {"id": 1}),
    ("ghost", "delete_post", {"id": "1"}),
    ("contentful", "delete_entry", {"entryId": "1"}),
    ("sanity", "delete_document", {"id": "1"}),
    (
        "salesforce",
        "salesforce_dml_records",
        {"operation": "delete", "objectName": "Account", "records": [{"Id": "1"}]},
    ),
    ("paypal", "cancel_subscription", {"id": "1"}),
    ("square", "make_api_request", {"service": "catalog", "method": "deleteObject", "request": {}}),
    ("trello", "delete_card", {"id": "1"}),
    ("asana", "asana_delete_task", {"task_id": "1"}),
    ("monday", "delete_item", {"itemId": 1}),
    ("clickup", "delete_list", {"listId": "1"}),
    ("todoist", "delete-object", {"type": "project", "id": "1"}),
    ("outlook", "delete-mail-message", {"messageId": "1"}),
    ("auth0", "auth0_delete_application", {"client_id": "x"}),
    ("keycloak", "delete-user", {"userId": "1"}),
    ("launchdarkly", "delete-feature-flag", {"key": "x"}),
    ("launchdarkly", "update-feature-flag", {"key": "x", "patch": {"op": "replace"}}),
    ("n8n", "n8n_delete_workflow", {"id": "1"}),
    ("dagger", "shell_exec", {"script": "rm -rf /home/sam"}),
    ("serena", "execute_shell_command", {"command": "rm -rf ~/photos"}),
    ("tmux", "send-keys", {"keys": "rm -rf ~/photos"}),
    ("iterm", "write_to_terminal", {"command": "rm -rf ~/photos"}),
    ("code-runner", "run_code", {"language": "python", "code": "import shutil; shutil.rmtree('/home/sam/x')"}),
    ("liquibase", "drop_all", {}),
    ("flyway", "flyway_clean", {}),
    ("dbt", "run_operation", {"macro": "drop_schema"}),
    ("clickhouse-cloud", "delete_service", {"service_id": "1"}),
    ("aws-backup", "delete_recovery_point", {"recoveryPointArn": "arn:x"}),
)

PASS: tuple[Call, ...] = (
    # GitHub, GitLab
    ("github", "get_file_contents", {"owner": "a", "repo": "b", "path": "README.md"}),
    ("github", "search_code", {"query": "delete from users repo:a/b"}),
    ("github", "issue_write", {"method": "create", "owner": "a", "repo": "b", "title": "drop table users fails"}),
    ("github", "issue_write", {"method": "update", "owner": "a", "repo": "b", "issue_number": 1, "state": "closed"}),
    ("github", "add_issue_comment", {"owner": "a", "repo": "b", "issue_number": 1, "body": "please run `rm -rf /`"}),
    ("github", "create_pull_request", {"owner": "a", "repo": "b", "title": "Remove old API", "head": "x", "base": "m"}),
    (
        "github",
        "push_files",
        {"owner": "a", "repo": "b", "branch": "x", "files": [{"path": "a.sh", "content": "rm -rf x"}]},
    ),
    ("github", "create_or_update_file", {"owner": "a", "repo": "b", "path": "a.md", "content": "x", "branch": "x"}),
    ("github", "delete_file", {"owner": "a", "repo": "b", "path": "old.md", "message": "tidy", "branch": "x"}),
    ("github", "list_commits", {"owner": "a", "repo": "b"}),
    ("github", "merge_pull_request", {"owner": "a", "repo": "b", "pullNumber": 4}),
    ("github", "dismiss_notification", {"threadID": "1", "state": "read"}),
    ("github", "pull_request_read", {"method": "get_diff", "owner": "a", "repo": "b", "pullNumber": 4}),
    ("gitlab", "create_merge_request", {"project_id": "1", "title": "Delete dead code"}),
    # databases
    ("supabase", "list_tables", {"project_id": "abc", "schemas": ["public"]}),
    ("supabase", "execute_sql", {"project_id": "abc", "query": "select * from users where deleted_at is null"}),
    ("supabase", "apply_migration", {"project_id": "abc", "name": "add", "query": "create table notes (id int)"}),
    ("supabase", "execute_sql", {"project_id": "abc", "query": "insert into notes (id) values (1)"}),
    ("supabase", "get_logs", {"project_id": "abc", "service": "postgres"}),
    ("supabase", "search_docs", {"graphql_query": '{ searchDocs(query: "delete branch") { nodes { title } } }'}),
    ("supabase", "create_branch", {"name": "dev", "confirm_cost_id": "c"}),
    ("supabase", "deploy_edge_function", {"name": "f", "files": [{"name": "index.ts", "content": "await fetch('/')"}]}),
    ("supabase", "restore_project", {"project_id": "abc"}),
    ("neon", "run_sql", {"params": {"projectId": "p", "sql": "SELECT 1"}}),
    ("neon", "explain_sql_statement", {"params": {"sql": "DELETE FROM users", "analyze": False}}),
    ("neon", "create_branch", {"projectId": "p", "branchName": "x"}),
    ("neon", "get_connection_string", {"projectId": "p"}),
    ("neon", "prepare_database_migration", {"projectId": "p", "migrationSql": "ALTER TABLE a ADD COLUMN b int"}),
    ("prisma", "migrate-status", {"projectCWD": "/work/app"}),
    ("postgres", "query", {"sql": "select count(*) from orders"}),
    ("postgres", "execute_sql", {"sql": "update users set name = 'x' where id = 4"}),
    ("postgres", "explain_query", {"sql": "select * from users", "analyze": False, "hypothetical_indexes": []}),
    ("postgres", "analyze_db_health", {"health_type": "all"}),
    ("postgres", "list_objects", {"schema_name": "public", "object_type": "table"}),
    ("mysql", "mysql_query", {"sql": "SHOW TABLES"}),
    ("mssql", "read_data", {"query": "SELECT TOP 5 * FROM dbo.Users"}),
    ("sqlite", "read_query", {"query": "SELECT * FROM notes"}),
    ("sqlite", "append_insight", {"insight": "drop in sales after March"}),
    ("sqlite", "create_table", {"query": "CREATE TABLE IF NOT EXISTS t (a int)"}),
    ("bigquery", "execute_sql", {"sql": "SELECT name FROM `p.d.t` LIMIT 10"}),
    ("clickhouse", "run_select_query", {"query": "SELECT 1"}),
    ("cloudflare", "d1_database_query", {"database_id": "d", "sql": "SELECT 1"}),
    ("mongodb", "find", {"database": "s", "collection": "users", "filter": {"deleted": True}}),
    ("mongodb", "aggregate", {"database": "s", "collection": "c", "pipeline": [{"$match": {"a": 1}}]}),
    ("mongodb", "insert-many", {"database": "s", "collection": "c", "documents": [{"a": "drop"}]}),
    ("mongodb", "delete-many", {"database": "s", "collection": "c", "filter": {"_id": "65f0c2"}}),
    ("mongodb", "update-many", {"database": "s", "collection": "c", "filter": {"a": 1}, "update": {"$set": {"b": 2}}}),
    ("mongodb", "create-index", {"database": "s", "collection": "c", "keys": {"a": 1}}),
    ("redis", "get", {"key": "a"}),
    ("redis", "set", {"key": "a", "value": "b"}),
    ("redis", "delete", {"key": "session:1"}),
    ("redis", "lpop", {"name": "queue"}),
    ("elasticsearch", "search", {"index": "orders", "query_body": {"query": {"match_all": {}}}}),
    ("opensearch", "GenericOpenSearchApiTool", {"path": "/_cat/indices", "method": "GET"}),
    ("neo4j", "read_neo4j_cypher", {"query": "MATCH (n) RETURN n LIMIT 5"}),
    ("neo4j", "write_neo4j_cypher", {"query": "CREATE (n:Person {name: 'x'})"}),
    ("chroma", "chroma_query_documents", {"collection_name": "docs", "query_texts": ["delete all"]}),
    ("airtable", "list_records", {"baseId": "b", "tableId": "t"}),
    ("memory", "create_entities", {"entities": [{"name": "x", "entityType": "y", "observations": ["delete"]}]}),
    ("memory", "delete_observations", {"deletions": [{"entityName": "x", "observations": ["y"]}]}),
    # files and commands
    ("filesystem", "read_text_file", {"path": "/work/app/a.txt"}),
    ("filesystem", "write_file", {"path": "/work/app/new.txt", "content": "rm -rf /"}),
    ("filesystem", "edit_file", {"path": "/work/app/a.py", "edits": [{"oldText": "a", "newText": "b"}]}),
    # as `sed -i` and every host's own Edit tool: one piece of a file that can be put back by the same tool
    ("filesystem", "edit_file", {"path": "/etc/hosts", "edits": [{"oldText": "a", "newText": "b"}]}),
    ("filesystem", "create_directory", {"path": "/work/app/src"}),
    ("filesystem", "move_file", {"source": "/work/app/a.py", "destination": "/work/app/b.py"}),
    ("filesystem", "directory_tree", {"path": "/work/app"}),
    ("filesystem", "search_files", {"path": "/work/app", "pattern": "*.delete"}),
    ("desktop-commander", "start_process", {"command": "ls -la", "timeout_ms": 1000}),
    ("desktop-commander", "execute_command", {"command": "npm test"}),
    ("desktop-commander", "read_file", {"path": "/etc/hosts"}),
    ("shell", "run_command", {"command": "terraform", "args": ["plan"]}),
    ("git", "git_status", {"repo_path": "/work/app"}),
    ("git", "git_commit", {"repo_path": "/work/app", "message": "delete dead code"}),
    ("git", "git_reset", {"repo_path": "/work/app"}),
    ("git", "git_diff", {"repo_path": "/work/app", "target": "main"}),
    ("git", "git_push", {"path": "/work/app", "remote": "origin", "branch": "feature"}),
    ("jupyter", "execute_code", {"code": "print(sum(range(5)))"}),
    # Kubernetes, containers
    ("kubernetes", "kubectl_get", {"resourceType": "pods", "namespace": "shop"}),
    ("kubernetes", "kubectl_logs", {"resourceType": "pod", "name": "a", "namespace": "b"}),
    ("kubernetes", "kubectl_generic", {"command": "get", "resourceType": "nodes"}),
    ("kubernetes", "pods_list", {}),
    ("kubernetes", "pods_exec", {"name": "a", "command": ["ls", "/"]}),
    ("kubernetes", "explain_resource", {"resource": "pods"}),
    ("argocd", "list_applications", {}),
    ("docker", "list_containers", {"all": True}),
    ("docker", "fetch_container_logs", {"container_id": "a"}),
    ("docker", "build_image", {"path": "/work/app", "tag": "x"}),
    # clouds
    ("aws-api", "call_aws", {"cli_command": "aws s3 ls"}),
    ("aws-api", "suggest_aws_commands", {"query": "how do I delete a bucket"}),
    ("aws-docs", "search_documentation", {"search_phrase": "terminate instances"}),
    ("aws-cfn", "get_resource", {"resource_type": "AWS::S3::Bucket", "identifier": "b"}),
    ("aws-eks", "manage_k8s_resource", {"operation": "read", "kind": "Pod", "name": "a"}),
    ("aws-ecs", "ecs_resource_management", {"api_operation": "ListServices", "api_params": {}}),
    ("azure", "storage", {"command": "storage_account_list", "parameters": {}}),
    ("gcloud", "run_gcloud_command", {"args": ["projects", "list"]}),
    ("terraform", "ExecuteTerraformCommand", {"command": "plan", "working_directory": "/work/app/infra"}),
    ("terraform", "search_providers", {"provider_name": "aws", "service_slug": "delete_marker"}),
    ("pulumi", "pulumi-cli-preview", {"stackName": "dev", "workDir": "/work/app"}),
    ("digitalocean", "droplet-list", {"Page": 1}),
    # platforms
    ("cloudflare", "workers_list", {}),
    ("cloudflare", "search_cloudflare_documentation", {"query": "delete a worker"}),
    ("vercel", "list_deployments", {"projectId": "p", "teamId": "t"}),
    ("vercel", "deploy_to_vercel", {}),
    ("railway", "list_service_variables", {"projectId": "p"}),
    ("heroku", "list_apps", {}),
    ("heroku", "pg_psql", {"app": "shop", "command": "SELECT 1"}),
    # payments, talk, tickets, pages
    ("stripe", "create_customer", {"name": "x", "email": "x@example.com"}),
    ("stripe", "list_payment_intents", {"limit": 3}),
    ("stripe", "search_stripe_documentation", {"question": "how to cancel a subscription"}),
    ("linear", "create_issue", {"title": "Delete the old project", "team": "SHOP"}),
    ("linear", "update_issue", {"id": "1", "state": "Done"}),
    ("linear", "list_comments", {"issueId": "1"}),
    ("slack", "slack_post_message", {"channel_id": "C", "text": "please drop the table"}),
    ("slack", "conversations_history", {"channel_id": "C", "limit": "1d"}),
    ("notion", "API-post-search", {"query": "drop"}),
    (
        "notion",
        "notion-update-page",
        {"page_id": "1", "command": "update_properties", "properties": {"Status": "Done"}},
    ),
    ("notion", "notion-create-pages", {"pages": [{"properties": {"title": "How to delete"}}]}),
    ("jira", "jira_create_issue", {"project_key": "S", "summary": "rm -rf in the script", "issue_type": "Bug"}),
    ("jira", "jira_transition_issue", {"issue_key": "S-1", "transition_id": "31"}),
    ("confluence", "confluence_update_page", {"page_id": "1", "title": "x", "content": "delete from users"}),
    ("gmail", "send_email", {"to": ["a@example.com"], "subject": "x", "body": "drop database"}),
    ("calendar", "list-events", {"calendarId": "primary"}),
    ("sentry", "search_issues", {"organizationSlug": "a", "naturalLanguageQuery": "delete failed"}),
    ("grafana", "query_prometheus", {"datasourceUid": "u", "expr": "rate(x[5m])"}),
    ("playwright", "browser_click", {"element": "Delete button", "ref": "e1"}),
    ("playwright", "browser_close", {}),
    ("playwright", "browser_evaluate", {"function": "() => document.title"}),
    ("context7", "get-library-docs", {"context7CompatibleLibraryID": "/a/b", "topic": "delete"}),
    ("fetch", "fetch", {"url": "https://example.com/delete"}),
    ("http", "http_request", {"method": "GET", "url": "https://api.example.com/v1/projects/1"}),
    ("thinking", "sequentialthinking", {"thought": "drop table users; rm -rf /", "thoughtNumber": 1}),
    ("figma", "get_design_context", {"nodeId": "1:2"}),
    ("vault", "list_secrets", {"mount": "kv"}),
    # a second set, as above; what is archived or in a bin can be taken out again
    ("gitlab", "list_issues", {"project_id": "1"}),
    (
        "azure-devops",
        "wit_update_work_item",
        {"id": 4, "updates": [{"op": "replace", "path": "/fields/x", "value": "y"}]},
    ),
    ("render", "get_metrics", {"resourceId": "srv"}),
    ("render", "update_environment_variables", {"serviceId": "s", "envVars": [{"key": "a", "value": "b"}]}),
    ("databricks", "execute_sql", {"statement": "select 1"}),
    ("turso", "execute_read_only_query", {"query": "select * from a"}),
    ("qdrant", "qdrant-find", {"query": "delete things"}),
    ("weaviate", "query", {"query": "drop shipping"}),
    ("ec2", "describe_instances", {}),
    ("s3", "get_object", {"bucket": "b", "key": "k"}),
    ("gke", "list_clusters", {}),
    ("hubspot", "hubspot-search-objects", {"query": "remove"}),
    ("trello", "add_card", {"name": "delete old"}),
    ("asana", "asana_update_task", {"task_id": "1", "completed": True}),
    ("todoist", "complete-tasks", {"ids": ["1"]}),
    ("gdrive", "create_file", {"name": "x", "content": "y"}),
    ("outlook", "send-mail", {"body": "drop"}),
    ("launchdarkly", "get-feature-flag", {"key": "x"}),
    ("n8n", "n8n_list_workflows", {}),
    ("serena", "find_symbol", {"name_path": "delete_user"}),
    ("serena", "replace_symbol_body", {"name_path": "A/b", "relative_path": "a.py", "body": "x"}),
    ("serena", "execute_shell_command", {"command": "pytest -q"}),
    ("perplexity", "perplexity_ask", {"messages": [{"role": "user", "content": "how to rm -rf"}]}),
    ("exa", "web_search_exa", {"query": "truncate table"}),
    ("firecrawl", "firecrawl_scrape", {"url": "https://x.example/delete"}),
    ("tavily", "tavily-search", {"query": "drop table"}),
    ("brave", "brave_web_search", {"query": "delete from"}),
    ("datadog", "search_datadog_logs", {"query": "delete failed"}),
    ("pagerduty", "list_incidents", {}),
    ("chrome-devtools", "evaluate_script", {"function": "() => 1"}),
    ("chrome-devtools", "close_page", {"pageIdx": 1}),
    ("xcode", "clean", {"scheme": "A"}),
    ("time", "get_current_time", {"timezone": "UTC"}),
    ("code-runner", "run_code", {"language": "python", "code": "print(1)"}),
    ("dbt", "build", {"selector": "x"}),
    ("aws-docs", "read_documentation", {"url": "https://docs"}),
    ("zapier", "gmail_send_email", {"to": "x", "body": "delete"}),
    ("shadcn", "get_add_command_for_items", {"items": ["a"]}),
    ("obsidian", "append_to_note", {"path": "a", "content": "x"}),
    ("obsidian", "obsidian_patch_content", {"filepath": "a.md", "operation": "append", "content": "x"}),
    ("elevenlabs", "text_to_speech", {"text": "drop it"}),
    ("blender", "execute_blender_code", {"code": "import bpy"}),
    ("excel", "write_data_to_excel", {"filepath": "/work/app/a.xlsx", "data": [["a"]]}),
    ("ida", "rename_function", {"old_name": "a", "new_name": "b"}),
    ("unity", "manage_gameobject", {"action": "create", "name": "x"}),
    ("hubspot", "hubspot-batch-archive-objects", {"ids": ["1"]}),
    ("trello", "archive_list", {"id": "1"}),
    ("gdrive", "trash_file", {"fileId": "1"}),
    ("drive", "search_files", {"query": "name contains 'delete'"}),
)


def judged(call: ToolCall, workspace: DictWorkspace | None = None) -> tuple[str, Judgement]:
    found = follow(source(call), view(workspace))
    return decide(found.effects, found.blind, BUILT_IN, LAYOUT, (), None).verdict, found


def call(server: str, tool: str, arguments: dict[str, Any], **hints: str) -> ToolCall:
    given = tuple(strings(arguments))
    return ToolCall("t", "t", MCP, tool, server=server, arguments=given, hints=tuple(hints.items()))


def shown(one: Call) -> str:
    return f"{one[0]} {one[1]} {json.dumps(one[2])[:60]}"


@pytest.mark.parametrize("one", HOLD, ids=shown)
def test_what_destroys_is_held(one: Call) -> None:
    verdict, found = judged(call(*one))
    assert verdict != ALLOW, (found.notes, found.trace)


@pytest.mark.parametrize("one", PASS, ids=shown)
def test_everyday_calls_pass(one: Call) -> None:
    verdict, found = judged(call(*one))
    assert verdict == ALLOW, (found.effects, found.blind)


@pytest.mark.parametrize("one", HOLD, ids=shown)
def test_no_claim_of_a_server_makes_a_call_milder(one: Call) -> None:
    claims = {"readOnlyHint": "true", "destructiveHint": "false", "title": "Read something", "description": "Reads."}
    assert judged(call(*one).but(hints=tuple(claims.items())))[0] != ALLOW


@pytest.mark.parametrize(
    ("tool", "hints", "held"),
    [
        ("frobnicate", {"destructiveHint": "true"}, True),
        ("frobnicate", {"destructiveHint": "true", "readOnlyHint": "true"}, False),
        ("frobnicate", {"readOnlyHint": "false", "destructiveByDefault": "true"}, True),
        ("frobnicate", {"readOnlyHint": "false"}, False),
        ("frobnicate", {"title": "Delete a project"}, True),
        ("frobnicate", {"description": "Permanently deletes a volume."}, True),
        ("frobnicate", {"description": "Shows what a deletion would take."}, False),
        ("create_issue", {"destructiveHint": "true"}, False),
        ("create_issue", {"destructiveByDefault": "true", "readOnlyHint": "false"}, False),
    ],
)
def test_a_claim_makes_a_call_stricter_where_nothing_else_is_known(
    tool: str, hints: dict[str, str], held: bool
) -> None:
    assert (judged(call("acme", tool, {"id": "1"}, **hints))[0] != ALLOW) is held


@pytest.mark.parametrize(
    ("started", "variables", "server"),
    [
        (("npx", "-y", "server-postgres", "postgresql://u:hush@db.prod.example.com/shop"), {}, "db.prod.example.com"),
        (
            ("postgres-mcp", "--url=postgres://db.example.com:6000/shop"),
            {"DATABASE_URI": "postgres://x/y"},
            "db.example.com",
        ),
        (("postgres-mcp",), {"DATABASE_URI": "postgres://u:hush@db2.example.com/shop"}, "db2.example.com"),
        (("mysql-mcp",), {"MYSQL_HOST": "my.example.com", "MYSQL_DATABASE": "shop"}, "my.example.com"),
    ],
)
def test_statements_run_where_the_server_was_started_for(
    started: tuple[str, ...], variables: dict[str, str], server: str
) -> None:
    one = call("db", "query", {"sql": "drop table users"}).but(started=started)
    _verdict, found = judged(one, DictWorkspace(variables=variables))
    (effect,) = found.effects
    assert [target.facet("server") for target in effect.targets] == [server]
    assert "hush" not in repr(effect)


def test_every_database_that_a_server_may_mean_counts() -> None:
    one = call("db", "query", {"sql": "drop table users"}).but(started=("postgres-mcp",))
    variables: dict[str, str] = {
        "DATABASE_URL": "postgres://dev.example.com/a",
        "POSTGRES_URL": "postgres://prod.example.com/a",
    }
    _verdict, found = judged(one, DictWorkspace(variables=variables))
    servers = {target.facet("server") for effect in found.effects for target in effect.targets}
    assert servers == {"dev.example.com", "prod.example.com"}


def test_a_variable_of_this_machine_says_nothing_of_a_server_that_somebody_else_started() -> None:
    one = call("db", "query", {"sql": "drop table users"})
    _verdict, found = judged(one, DictWorkspace(variables={"DATABASE_URL": "postgres://dev.example.com/a"}))
    assert [target.facet("server") for effect in found.effects for target in effect.targets] == [None]


NAMES = st.text(alphabet=st.sampled_from("abcDEFgh_-.1"), max_size=20)
ARGUMENTS = st.dictionaries(
    st.sampled_from(["sql", "command", "path", "operation", "method", "url", "name", "filter", "args", "kind"]),
    st.text(max_size=20) | st.booleans() | st.none() | st.lists(st.text(max_size=8), max_size=3),
    max_size=5,
)


@given(NAMES, NAMES, ARGUMENTS)
def test_any_call_is_read_without_a_fault(server: str, tool: str, arguments: dict[str, Any]) -> None:
    _verdict, found = judged(call(server, tool, arguments))
    assert not [one for one in found.blind if one.rule == "blind/fault"]


@given(st.sampled_from(HOLD), st.sampled_from(["snake", "kebab", "camel", "pascal"]))
def test_how_a_server_spells_its_names_does_not_count(one: Call, style: str) -> None:
    words = names(one[1])
    tool = {
        "snake": "_".join(words),
        "kebab": "-".join(words),
        "camel": words[0] + "".join(word.title() for word in words[1:]),
        "pascal": "".join(word.title() for word in words),
    }[style]
    assert judged(call(one[0], tool, one[2]))[0] != ALLOW


SHOP = {"args": ["-y", "server-postgres", "postgres://u:hush@db.prod.example.com/shop"], "command": "npx"}


def test_a_hosts_settings_tell_which_database_and_never_make_it_milder() -> None:
    files = {"/work/app/.mcp.json": json.dumps({"mcpServers": {"db": SHOP}})}
    one = call("db", "query", {"sql": "drop table users"})
    verdict, found = judged(one, DictWorkspace(files, repositories=("/work/app",)))
    targets = [target for effect in found.effects for target in effect.targets]
    assert {target.facet("server") for target in targets} == {None, "db.prod.example.com"}
    facets = [facet for target in targets if target.facet("server") for facet in target.facets]
    assert all(facet.overridable for facet in facets if facet.name in ("server", "port", "database", "user"))
    assert verdict != ALLOW
    assert "hush" not in repr(found.effects)


@pytest.mark.parametrize(
    "text", ["", "[", "[]", '{"mcpServers": []}', '{"mcpServers": {"db": 3}}', '{"servers": {"db": {}}}']
)
def test_settings_that_say_nothing_change_nothing(text: str) -> None:
    one = call("db", "query", {"sql": "drop table users"})
    _verdict, found = judged(one, DictWorkspace({"/work/app/.mcp.json": text}, repositories=("/work/app",)))
    assert [target.facet("server") for effect in found.effects for target in effect.targets] == [None]


DEV = Environment("dev", "T", ("postgres://db.dev.example.com*",))
PROD = Environment("prod", "P", ("postgres://*.prod.example.com/*",))


@pytest.mark.parametrize(
    ("started", "environment"),
    [
        (("postgres-mcp", "postgres://db.dev.example.com:5432/shop"), "dev"),
        (("postgres-mcp", "postgres://db.prod.example.com/shop"), "prod"),
        (("postgres-mcp", "postgres://db.dev.example.com:5432/shop", "postgres://db.prod.example.com/shop"), "prod"),
        (("postgres-mcp",), ""),
    ],
)
def test_the_environment_is_that_of_what_the_proxy_started(started: tuple[str, ...], environment: str) -> None:
    one = call("db", "query", {"sql": "drop table users"}).but(started=started)
    found = follow(source(one), view())
    decision = decide(found.effects, found.blind, BUILT_IN.but(environments=(DEV, PROD)), LAYOUT, (), None)
    columns = {reason.environment for reason in decision.reasons}
    assert max(columns, key=("dev", "?", "prod").index) == (environment or "?")


def test_settings_that_an_agent_could_write_never_make_production_dev() -> None:
    server = {"command": "npx", "args": ["server-postgres", "postgres://db.dev.example.com:5432/shop"]}
    files = {"/work/app/.mcp.json": json.dumps({"mcpServers": {"db": server}})}
    found = follow(source(call("db", "query", {"sql": "drop table users"})), view(DictWorkspace(files)))
    decision = decide(found.effects, found.blind, BUILT_IN.but(environments=(DEV, PROD)), LAYOUT, (), None)
    assert "?" in {reason.environment for reason in decision.reasons}


EXTRAS: tuple[dict[str, Any], ...] = (
    {"method": "GET", "url": "https://example.com/"},
    {"owner": "acme", "repo": "shop", "branch": "x"},
    {"dry_run": True, "dryRun": True, "force": False},
    {"action": "list"},
    {"operation": "get", "mode": "soft"},
    {"kind": "Pod", "resourceType": "pod"},
    {"where": {"id": 1}, "analyze": False, "readOnly": True},
    {"description": "select 1", "title": "comment", "type": "comment"},
)


@pytest.mark.parametrize("extra", EXTRAS, ids=" ".join)
@pytest.mark.parametrize("first", [True, False])
def test_an_argument_that_its_server_does_not_know_makes_nothing_milder(extra: dict[str, Any], first: bool) -> None:
    passed = []
    for server, tool, arguments in HOLD:
        added = {name: value for name, value in extra.items() if name not in arguments}
        if judged(call(server, tool, {**added, **arguments} if first else {**arguments, **added}))[0] == ALLOW:
            passed.append((server, tool, added))
    assert not passed


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("execute_sql", {"SQL": "drop table x"}),
        ("executeSql", {"input": "DROP TABLE x"}),
        ("run_sql", {"params": {"body": "drop table x"}}),
        ("get_and_delete_project", {"id": "1"}),
        ("fetch_or_destroy", {"id": "1"}),
        ("find_and_execute_sql", {"sql": "drop table users"}),
        ("run", {"program": "rm", "args": ["-rf", "/home/sam/photos"]}),
        ("exec", {"argv": ["rm", "-rf", "/home/sam/photos"]}),
        ("terminal", {"input": "rm -rf ~/photos\n"}),
        ("search_and_run", {"command": "rm -rf ~/photos"}),
        ("ExecuteTerraformCommand", {"action": "plan", "command": "destroy"}),
        ("call", {"method": "GET", "http_method": "DELETE", "url": "https://api.example.com/v1/projects/1"}),
        ("delete-many", {"filter": {}, "where": {"a": 1}}),
        ("kubectl_delete", {"x": {"resourceType": "pod"}, "resourceType": "namespace", "name": "shop"}),
        ("delete_file", {"path": "/home/sam/photos", "repo": "x"}),
        ("projects", {"action": "list", "operation": "delete"}),
        ("explain_query", {"sql": "delete from users", "analyze": True}),
    ],
)
def test_what_tries_to_hide_is_held(tool: str, arguments: dict[str, Any]) -> None:
    assert judged(call("acme", tool, arguments))[0] != ALLOW
