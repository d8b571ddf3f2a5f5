/** A node of the cluster: a network namespace with a container runtime, a kubelet and a kube-proxy. */
export interface ClusterNode {
  readonly name: string;
  readonly address: string;
  /** CIDR range of its pods. */
  readonly pods: string;
  /** What a command is preceded by to run in the network of this node. */
  readonly enter: readonly string[];
}

export const NODES: readonly ClusterNode[] = [
  { name: 'node1', address: '10.99.0.1', pods: '10.98.1.0/24', enter: [] },
  { name: 'node2', address: '10.99.0.2', pods: '10.98.2.0/24', enter: ['nsenter', '--net=/run/netns/node2'] },
];
export const PODS = '10.98.0.0/16';
export const SERVICES = '10.97.0.0/24';

/** The commands that connect the nodes: the second is in a namespace of its own, behind a pair of virtual interfaces. */
export const NETWORK = `
ip netns add node2
ip link add node2 type veth peer name node1 netns node2
ip addr add 10.99.0.1/24 dev node2
ip link set node2 up
ip route add default via 10.99.0.2
ip route add 10.98.2.0/24 via 10.99.0.2
ip -netns node2 link set lo up
ip -netns node2 addr add 10.99.0.2/24 dev node1
ip -netns node2 link set node1 up
ip -netns node2 route add default via 10.99.0.1
echo 1 > /proc/sys/net/ipv4/ip_forward
nsenter --net=/run/netns/node2 sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'
`;

/** @param folder of this node, for everything that the runtime keeps */
export function containerdConfiguration(folder: string, pauseImage: string): string {
  return `
version = 2
root = "${folder}/containers"
state = "${folder}/state"
[grpc]
  address = "${folder}/containerd.sock"
[plugins."io.containerd.internal.v1.opt"]
  path = "${folder}/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseImage}"
  restrict_oom_score_adj = true
  disable_apparmor = true
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${folder}/cni"
`;
}

/** https://www.cni.dev/docs/spec/#section-1-network-configuration-format */
export function networkConfiguration(folder: string, { name, pods }: ClusterNode): string {
  const ipam = { type: 'host-local', dataDir: `${folder}/addresses`, ranges: [[{ subnet: pods }]], routes: [{ dst: '0.0.0.0/0' }] };
  return JSON.stringify({ cniVersion: '0.4.0', name, plugins: [{ type: 'bridge', bridge: 'pods', isGateway: true, hairpinMode: true, ipam }] });
}

/** https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/ */
export function kubeletConfiguration(folder: string, { name, address }: ClusterNode): string {
  return JSON.stringify({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address,
    authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
    authorization: { mode: 'AlwaysAllow' },
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${name}`,
    containerRuntimeEndpoint: `unix://${folder}/containerd.sock`,
    // Disks of a machine for tests are often nearly full.
    evictionHard: { 'memory.available': '100Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
    failCgroupV1: false,
    failSwapOn: false,
    imageGCHighThresholdPercent: 100,
    makeIPTablesUtilChains: false,
    nodeStatusUpdateFrequency: '4s',
    oomScoreAdj: 0,
    podLogsDir: `${folder}/logs`,
    resolvConf: '',
  });
}
