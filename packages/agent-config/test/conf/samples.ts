// agent.conf in the forms that real agents have: go-yaml v2's spelling, both certificate forms.

/** As jujud writes one after its first connection: a certificate in single quotes. */
export const QUOTED = `# format 2.0
tag: machine-10-lxd-1
datadir: /var/lib/juju
transient-datadir: /var/run/juju
logdir: /var/log/juju
metricsspooldir: /var/lib/juju/metricspool
nonce: machine-10:0b1c7a52-7b44-4e8f-8a4c-6f1d0c2b9e3f
jobs:
- JobHostUnits
upgradedToVersion: 3.6.1
cacert: '-----BEGIN CERTIFICATE-----

  MIIEEzCCAnugAwIBAgIVAJlKYJ8J7Y0vF2N+qgYVpGqQzv0fMA0GCSqGSIb3DQEB

  CwUAMCExDTALBgNVBAoTBEp1anUxEDAOBgNVBAMTB2p1anUtY2EwHhcNMjQwNTE2

  -----END CERTIFICATE-----

'
controller: controller-a4c1c1b6-35ea-4c8e-8a3b-2a2b6a0d3e11
model: model-7f8d3a84-8f52-4c5a-8c7d-5e3a9c0f1b22
apiaddresses:
- 10.20.30.40:17070
- '[2001:db8::1]:17070'
apipassword: Zt7mB0Jx5Zq1Yw9cP3vK8nQd
oldpassword: 0123456789
loggingconfig: <root>=INFO
values:
  AGENT_SERVICE_NAME: jujud-machine-10-lxd-1
  CONTAINER_TYPE: lxd
  PROVIDER_TYPE: ec2
agent-logfile-max-size: 100
agent-logfile-max-backups: 2
`;

/** A controller's own machine: a certificate as a block, empty values, serving info. */
export const CONTROLLER = `# format 2.0
tag: machine-0
datadir: /var/lib/juju
nonce: user-admin:bootstrap
jobs:
- JobManageModel
- JobHostUnits
upgradedToVersion: 3.6-beta2
cacert: |
  -----BEGIN CERTIFICATE-----
  MIIEEzCCAnugAwIBAgIVAJlKYJ8J7Y0vF2N+qgYVpGqQzv0fMA0GCSqGSIb3DQEB
  -----END CERTIFICATE-----
statepassword: q7Yk2c1L9vXz5mN4bR8tW3eS
controller: controller-a4c1c1b6-35ea-4c8e-8a3b-2a2b6a0d3e11
model: model-7f8d3a84-8f52-4c5a-8c7d-5e3a9c0f1b22
apiaddresses:
- 10.20.30.40:17070
apipassword: q7Yk2c1L9vXz5mN4bR8tW3eS
oldpassword: "1e3"
values: {}
agent-logfile-max-size: 0
agent-logfile-max-backups: 0
controllercert: |
  -----BEGIN CERTIFICATE-----
  MIIC
  -----END CERTIFICATE-----
controllerkey: |
  -----BEGIN PRIVATE KEY-----
  MIIE
  -----END PRIVATE KEY-----
apiport: 17070
controllerapiport: 17071
stateport: 37017
sharedsecret: secret
`;

/** What somebody has had a hand in: comments, keys of another version, odd scalars. */
export const HANDMADE = `# format 2.0
# kept by the site's own scripts
tag: machine-3
nonce: 123 # a number to YAML, a string to us
future-key: 0o17
upgradedToVersion: 1.10
model: model-7f8d3a84-8f52-4c5a-8c7d-5e3a9c0f1b22
controller: controller-a4c1c1b6-35ea-4c8e-8a3b-2a2b6a0d3e11
# two of three
apiaddresses: ["10.0.0.1:17070", 'controller.example:17070']
apipassword: yes
oldpassword: ~
values:
  # theirs
  ON: on
  TIME: 12:30

future-map:
  deep: [1, 2]
# the end
`;
