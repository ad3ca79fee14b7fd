// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import "Polder.sol";

/// What the tests ask of the network from within a contract.
contract Probe {
    event Read(int256 value, int32 exponent, uint64 time, uint8 origin, string unit);

    error TooWarm(int256 value);

    uint256 public count;

    function read(string calldata thing, string calldata name) external returns (int256) {
        IReadings.Reading memory r = Polder.READINGS.latest(thing, name);
        emit Read(r.value, r.exponent, r.time, r.origin, r.unit);
        return r.value;
    }

    function look(string calldata thing, string calldata name) external view returns (int256) {
        return Polder.READINGS.latest(thing, name).value;
    }

    function item(string calldata thing, string calldata name) external view returns (bytes memory b) {
        (b,,) = Polder.READINGS.latestItem(thing, name);
    }

    function command(string calldata thing) external {
        Polder.COMMANDS.send(thing, "open", hex"01");
    }

    function commandAndFail(string calldata thing) external {
        Polder.COMMANDS.send(thing, "open", hex"01");
        revert TooWarm(7);
    }

    function decided(string calldata thing) external view returns (IDecisions.Decision memory) {
        return Polder.DECISIONS.latest(thing, "open");
    }

    function decidedBy(string calldata thing, address account) external view returns (uint64, uint64, bytes memory) {
        IDecisions.Decision memory d = Polder.DECISIONS.latestBy(thing, "open", account);
        return (d.count, d.time, d.payload);
    }

    function decidedOf(string calldata thing, string calldata by) external view returns (address, bytes memory) {
        IDecisions.Decision memory d = Polder.DECISIONS.latestOf(thing, "open", by);
        return (d.account, d.payload);
    }

    function commandOnce(string calldata thing) external {
        try Polder.DECISIONS.latestBy(thing, "open", address(this)) {
            return;
        } catch Error(string memory) {
            Polder.COMMANDS.send(thing, "open", hex"02");
        }
    }

    function commandInView(string calldata thing) external view returns (bool ok) {
        (ok,) = address(Polder.COMMANDS).staticcall(abi.encodeCall(ICommands.send, (thing, "open", "x")));
    }

    function send(bytes calldata data) external returns (uint64) {
        return Polder.INTERCHAIN.send("other", "city", "0xabc", 99, data);
    }

    function save(string calldata key, bytes calldata value) external {
        Polder.KEY_VALUE.save(key, value);
    }

    function get(string calldata key) external view returns (bytes memory v, string memory o) {
        return Polder.KEY_VALUE.get(key);
    }

    function saveInside(string calldata key, bytes calldata value) external {
        try this.saveAndFail(key, value) {} catch {}
        count += 1;
    }

    function saveAndFail(string calldata key, bytes calldata value) external {
        Polder.KEY_VALUE.save(key, value);
        revert("no");
    }

    function saveInView(string calldata key) external view returns (bool ok) {
        (ok,) = address(Polder.KEY_VALUE).staticcall(abi.encodeCall(IKeyValue.save, (key, "x")));
    }

    function delegateSave(string calldata key) external returns (bool ok) {
        (ok,) = address(Polder.KEY_VALUE).delegatecall(abi.encodeCall(IKeyValue.save, (key, "x")));
    }

    function call(string calldata target, string calldata method, bytes calldata arguments)
        external
        returns (bytes memory)
    {
        return Polder.CONTRACTS.call(target, method, arguments);
    }

    function surroundings() external view returns (uint256, uint256, uint256, bytes32, uint256, uint256) {
        return (block.number, block.timestamp, block.prevrandao, blockhash(block.number - 1), block.chainid, tx.gasprice);
    }

    function flood(uint256 n) external {
        bytes memory big = new bytes(32_000);
        for (uint256 i; i < n; i++) {
            assembly {
                log0(add(big, 32), 32000)
            }
        }
        count += 1;
    }

    function spin() external {
        while (true) count += 1;
    }

    function increment() external returns (uint256) {
        return ++count;
    }
}
