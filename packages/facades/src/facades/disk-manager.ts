import { defineFacade, type Facade } from "../facade.js";
import { ErrorResults } from "../messages/common.js";
import { flag, integer, list, message, optional, type Schema, text } from "../wire.js";

/** A block device as the kernel knows it; `Size` in MiB. The capitals are Juju's. */
export interface BlockDevice {
  DeviceName: string;
  DeviceLinks: string[];
  Label: string;
  UUID: string;
  HardwareId: string;
  WWN: string;
  BusAddress: string;
  Size: number;
  FilesystemType: string;
  InUse: boolean;
  MountPoint: string;
  SerialId: string;
}
export const BlockDevice: Schema<BlockDevice> = message({
  DeviceName: text,
  DeviceLinks: list(text),
  Label: text,
  UUID: text,
  HardwareId: text,
  WWN: text,
  BusAddress: text,
  Size: integer,
  FilesystemType: text,
  InUse: flag,
  MountPoint: text,
  SerialId: text,
});

export interface MachineBlockDevices {
  machine: string;
  "block-devices"?: BlockDevice[];
}
export const MachineBlockDevices: Schema<MachineBlockDevices> = message({
  machine: text,
  "block-devices": optional(list(BlockDevice)),
});

export interface SetMachineBlockDevices {
  "machine-block-devices": MachineBlockDevices[];
}
export const SetMachineBlockDevices: Schema<SetMachineBlockDevices> = message({
  "machine-block-devices": list(MachineBlockDevices),
});

/** Which block devices a machine has. */
export interface DiskManagerMethods {
  SetMachineBlockDevices(params: SetMachineBlockDevices): ErrorResults;
}

export const DiskManager: Facade<DiskManagerMethods> = defineFacade<DiskManagerMethods>({
  name: "DiskManager",
  version: 2,
  versions: [2, 3],
  methods: { SetMachineBlockDevices: { params: SetMachineBlockDevices, result: ErrorResults } },
});
