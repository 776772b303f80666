/**
 * KB, packed: about a third above what each published package has. One that grows past its limit gets a
 * new one on purpose.
 */
export const SIZE_LIMITS: Readonly<Record<string, number>> = {
  "apps/controller": 650,
  "apps/machine-agent": 38,
  "apps/model-agent": 35,
  "packages/agent-config": 105,
  "packages/agent-manifold": 180,
  "packages/agent-runtime": 105,
  "packages/api-open": 215,
  "packages/certificates": 23,
  "packages/command-line": 95,
  "packages/connect": 110,
  "packages/connect-only": 12,
  "packages/connect-scary": 14,
  "packages/connect-testkit": 175,
  "packages/create-holdfast-connect": 28,
  "packages/create-holdfast-workers": 24,
  "packages/dependency-engine": 275,
  "packages/facades": 160,
  "packages/fault-proxy": 35,
  "packages/file-lock": 18,
  "packages/introspection": 145,
  "packages/names": 35,
  "packages/ports": 40,
  "packages/rpc": 85,
  "packages/workers": 40,
};
