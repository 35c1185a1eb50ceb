"""Manifests, charts and templates on their own: what runs in a container, and that ordinary files are silent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.language import go_template
from keyturn.language.document import read_yaml
from keyturn.policy.layers import BUILT_IN
from keyturn.scan import judging
from keyturn.scan.documents import language_of
from tests.support import DictWorkspace, judged, rules

POD = """apiVersion: batch/v1
kind: Job
metadata:
  name: clean
spec:
  template:
    spec:
      volumes:
        - name: data
          persistentVolumeClaim: {{claimName: orders}}
        - name: logs
          hostPath: {{path: /var/log/app}}
        - name: scratch
          emptyDir: {{}}
      containers:
        - name: main
          image: alpine
          command: ["sh", "-c", {script}]
          volumeMounts:
            - {{name: data, mountPath: /data}}
            - {{name: logs, mountPath: /logs}}
            - {{name: scratch, mountPath: /scratch}}
"""


def found(text: str) -> list[str]:
    return rules(text, language="kubernetes")


def pod(script: str) -> list[str]:
    return found(POD.format(script=repr(script).replace("'", '"')))


@pytest.mark.parametrize(
    "script",
    [
        "psql -h db.prod.example.com -c 'drop table users'",
        "kubectl delete namespace payments",
        "terraform destroy -auto-approve",
        "redis-cli -h cache.prod FLUSHALL",
    ],
)
def test_a_dangerous_command_of_a_container_is_read(script: str) -> None:
    assert found(POD.format(script='"' + script + '"'))


def test_the_commands_of_every_place_are_read() -> None:
    inner = "[sh, -c, 'terraform destroy -auto-approve']"
    for place in (
        f"initContainers:\n    - {{name: a, image: b, command: {inner}}}",
        f"containers:\n    - {{name: a, image: b, lifecycle: {{preStop: {{exec: {{command: {inner}}}}}}}}}",
        f"containers:\n    - {{name: a, image: b, livenessProbe: {{exec: {{command: {inner}}}}}}}",
        "containers:\n    - {name: a, image: b, args: [terraform, destroy, -auto-approve]}",
    ):
        text = f"apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\nspec:\n  {place}\n"
        assert "terraform/destroy" in found(text), place


def test_a_workflow_step_and_a_task_step_are_read() -> None:
    argo = (
        "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec:\n  templates:\n  - name: a\n    script:\n"
        "      image: alpine\n      command: [sh]\n      source: |\n        terraform destroy -auto-approve\n"
    )
    tekton = (
        "apiVersion: tekton.dev/v1\nkind: Task\nspec:\n  steps:\n  - name: a\n    image: alpine\n    script: |\n"
        "      #!/bin/sh\n      terraform destroy -auto-approve\n"
    )
    assert "terraform/destroy" in found(argo)
    assert "terraform/destroy" in found(tekton)


def test_the_finding_stands_where_the_script_is_written() -> None:
    text = (
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    image: b\n    command:\n    - sh\n    - -c\n"
        "    - |\n      echo one\n      terraform destroy -auto-approve\n"
    )
    effect = judged(text, language="kubernetes").effects[0]
    assert effect.origin.line in (11, 12)


def test_emptying_a_claim_is_told_and_cleaning_up_in_it_is_not() -> None:
    assert pod("rm -rf /data/*") == ["filesystem/mass-delete"]
    held = judged(POD.format(script='"rm -rf /data/*"'), language="kubernetes").effects[0]
    assert held.targets[0].facet("host") == "the claim orders"
    inside = judged(POD.format(script='"rm -rf /data/lost+found"'), language="kubernetes").effects[0]
    assert inside.targets[0].facet("container") == "yes"
    scratch = judged(POD.format(script='"rm -rf /scratch/*"'), language="kubernetes").effects[0]
    assert scratch.targets[0].facet("container") == "yes"
    node = judged(POD.format(script='"rm -rf /logs/old"'), language="kubernetes").effects[0]
    assert node.targets[0].facet("host") == "the node's /var/log/app"


def test_a_value_of_the_environment_is_filled_in_and_another_dollar_is_the_shells() -> None:
    text = (
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    image: b\n    env:\n"
        "    - {name: VERB, value: destroy}\n    command: [terraform, $(VERB), -auto-approve]\n"
    )
    assert "terraform/destroy" in found(text)


ORDINARY = [
    # a web application with everything people usually write
    """apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers:
        - name: wait
          image: busybox
          command: ['sh', '-c', 'until nc -z db 5432; do sleep 1; done']
        - name: migrate
          image: web
          command: [python, manage.py, migrate, --noinput]
      containers:
        - name: web
          image: web:1
          args: ["gunicorn", "app.wsgi", "--bind=0.0.0.0:8000"]
          env: [{name: DATABASE_URL, valueFrom: {secretKeyRef: {name: db, key: url}}}]
          livenessProbe: {exec: {command: [pg_isready, -U, app]}}
          lifecycle: {preStop: {exec: {command: [sh, -c, "sleep 5 && nginx -s quit"]}}}
""",
    # a store class and claim with the usual policy
    """apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: ebs.csi.aws.com
reclaimPolicy: Delete
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 8Gi}}}
""",
    # a database with an init container that takes lost+found away
    """apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  replicas: 1
  template:
    spec:
      initContainers:
        - name: fix
          image: busybox
          command: [sh, -c, "rm -rf /var/lib/mysql/lost+found && chown -R 999:999 /var/lib/mysql"]
          volumeMounts: [{name: data, mountPath: /var/lib/mysql}]
      containers: [{name: mysql, image: "mysql:8", args: ["--max-connections=200"]}]
  volumeClaimTemplates:
    - metadata: {name: data}
      spec: {accessModes: [ReadWriteOnce]}
""",
    # Argo CD as its documentation shows it
    """apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop
  finalizers: [resources-finalizer.argocd.argoproj.io]
spec:
  project: default
  source: {repoURL: "https://git.example.com/shop", path: deploy}
  destination: {server: "https://kubernetes.default.svc", namespace: shop}
  syncPolicy:
    automated: {prune: true, selfHeal: true}
""",
    # a backup job
    """apiVersion: batch/v1
kind: CronJob
metadata: {name: pg-backup}
spec:
  schedule: "0 2 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: dump
              image: postgres:16
              command: [sh, -c, "pg_dump -Fc app > /backup/app-$(date +%F).dump && find /backup -mtime +14 -delete"]
              volumeMounts: [{name: keep, mountPath: /backup}]
          volumes: [{name: keep, persistentVolumeClaim: {claimName: backups}}]
""",
    # a chart of a database, with maps that go on below a template and scripts full of values
    """{{- /* a notice
of several lines */}}
{{- $user := include "db.user" . }}
apiVersion: {{ include "common.statefulset.apiVersion" . }}
kind: StatefulSet
metadata:
  name: {{ include "db.fullname" . }}
  labels: {{- include "common.labels" ( dict "context" $ ) | nindent 4 }}
    app.kubernetes.io/component: primary
  {{- if .Values.annotations }}
  annotations: {{- toYaml .Values.annotations | nindent 4 }}
  {{- end }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels: {{- include "common.match" . | nindent 6 }}
      app.kubernetes.io/component: primary
  template:
    metadata:
      annotations:
        checksum/config: {{ include (print $.Template.BasePath "/config.yaml") . | sha256sum }}
    spec:
      serviceAccountName: {{ include "db.account" . }}
      {{- include "db.pullSecrets" . | nindent 6 }}
      initContainers:
        - name: rights
          image: {{ include "db.image" . }}
          command:
            - /bin/sh
            - -ec
            - |
              {{- if .Values.persistence.enabled }}
              chown {{ .Values.user }}:{{ .Values.group }} {{ .Values.persistence.mountPath }}
              mkdir -p {{ .Values.persistence.mountPath }}/data {{- if .Values.conf }} {{ .Values.persistence.mountPath }}/conf {{- end }}
              find {{ .Values.persistence.mountPath }} -mindepth 1 -maxdepth 1 -not -name "lost+found" | xargs -r chown -R {{ .Values.user }}
              {{- end }}
              rm -rf {{ .Values.persistence.mountPath }}/lost+found
          volumeMounts:
            - name: data
              mountPath: {{ .Values.persistence.mountPath }}
      containers:
        - name: db
          image: {{ include "db.image" . }}
          {{- if .Values.command }}
          command: {{- toYaml .Values.command | nindent 12 }}
          {{- else }}
          command: [/bin/bash]
          {{- end }}
          args: ["-ec", "/scripts/start.sh {{ .Values.mode }}"]
          livenessProbe:
            exec:
              command:
                - /bin/bash
                - -ec
                - /health/ping.sh {{ .Values.timeout }}
          lifecycle: {preStop: {exec: {command: [sh, -c, "nginx -s quit; while killall -0 nginx; do sleep 1; done"]}}}
  {{- if .Values.persistence.enabled }}
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        accessModes:
        {{- range .Values.persistence.accessModes }}
          - {{ . | quote }}
        {{- end }}
        resources:
          requests:
            storage: {{ .Values.persistence.size | quote }}
  {{- end }}
""",
    # a template of a chart
    """{{- if .Values.ingress.enabled -}}
{{- $fullName := include "app.fullname" . -}}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ $fullName }}
  labels:
    {{- include "app.labels" . | nindent 4 }}
  {{- with .Values.ingress.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  rules:
    {{- range .Values.ingress.hosts }}
    - host: {{ .host | quote }}
      http:
        paths:
          {{- range .paths }}
          - path: {{ .path }}
            backend:
              service:
                name: {{ $fullName }}
                port: {number: {{ $.Values.service.port }}}
          {{- end }}
    {{- end }}
{{- end }}
""",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_manifest_is_silent(text: str) -> None:
    side = judging.judge("kubernetes", "deploy/x.yaml", text, DictWorkspace(), BUILT_IN)
    told = [judging.of_effect(one, side, "deploy/x.yaml", BUILT_IN, "") for one in side.judgement.effects]
    assert [(one.rule, one.message) for one in told if one is not None] == []
    assert side.judgement.blind == ()


def test_an_ordinary_template_of_a_stack_is_silent() -> None:
    text = (
        "AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\nGlobals:\n  Function:\n"
        "    Timeout: 3\nResources:\n  Api:\n    Type: AWS::Serverless::Function\n    Properties:\n"
        "      Handler: app.handler\n      Policies:\n        - DynamoDBCrudPolicy:\n            TableName: !Ref Orders\n"
        "  Orders:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      BillingMode: PAY_PER_REQUEST\n"
        "      KeySchema: [{AttributeName: id, KeyType: HASH}]\n  Photos:\n    Type: AWS::S3::Bucket\n"
        "    DeletionPolicy: Delete\n    Properties:\n      BucketName: !Sub '${AWS::StackName}-photos'\n"
    )
    assert rules(text, language="cloudformation") == []


def test_a_template_in_json_is_read_like_one_in_yaml() -> None:
    text = '{"Resources": {"Main": {"Type": "AWS::RDS::DBInstance", "Properties": {"DeletionProtection": false}}}}'
    assert rules(text, language="cloudformation") == ["cloudformation/deletion-protection-off"]


@pytest.mark.parametrize(
    "path, head, language",
    [
        ("deploy/x.yaml", b"apiVersion: v1\nkind: Pod\n", "kubernetes"),
        ("templates/x.yaml", b"{{- if .Values.x }}\napiVersion: v1\nkind: Pod\n", "kubernetes"),
        ("x.json", b'{"apiVersion": "v1", "kind": "Pod"}', "kubernetes"),
        ("values.yaml", b"a: b\n", "kubernetes"),
        ("chart/values-prod.yml", b"a: b\n", "kubernetes"),
        ("stack.template", b"Resources:\n  A:\n    Type: AWS::S3::Bucket\n", "cloudformation"),
        ("main.tf.json", b"{}", "hcl"),
        ("x.yaml", b"a: b\n", None),
        (".github/workflows/x.yml", b"apiVersion: v1\nkind: x\n", "workflow"),
    ],
)
def test_the_content_tells_the_language(path: str, head: bytes, language: str | None) -> None:
    assert language_of(path, head) == language


@given(st.text(alphabet="{}-|ab:/* \n\"'.", max_size=80))
def test_templates_keep_every_place(text: str) -> None:
    plain = go_template.plain(text)
    for after, before in zip(plain.split("\n"), text.split("\n"), strict=True):
        assert len(after) == len(before) or ("{{" in text and not after) or not before.strip()


@given(st.text(alphabet="abk{}[]:,-\n \"'&*!|>#\ue000", max_size=120))
def test_no_text_fails(text: str) -> None:
    for language in ("kubernetes", "cloudformation"):
        judged("apiVersion: v1\nkind: Pod\nResources:\n" + text, language=language)


def test_every_chart_here_reads_as_whole_yaml() -> None:
    for text in ORDINARY:
        document = read_yaml(go_template.plain(text))
        assert document.whole, text.split("\n")[document.line - 1]
