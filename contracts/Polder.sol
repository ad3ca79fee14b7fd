// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.8.4 <0.9.0;

/// @title The ways from a contract on a Polder chain to the network around it
/// @notice Each interface lives at an address of its own, which begins with the letters "Polder". Call them, never
/// delegatecall them: they act for the contract that calls. Byte layouts: docs/spec/evm.md, 6.
library Polder {
    IReadings internal constant READINGS = IReadings(0x506F6C6465720000000000000000000000000001);
    ICommands internal constant COMMANDS = ICommands(0x506f6C6465720000000000000000000000000002);
    IInterchain internal constant INTERCHAIN = IInterchain(0x506F6C6465720000000000000000000000000003);
    IContracts internal constant CONTRACTS = IContracts(0x506F6c6465720000000000000000000000000004);
    IKeyValue internal constant KEY_VALUE = IKeyValue(0x506f6C6465720000000000000000000000000005);
    IDecisions internal constant DECISIONS = IDecisions(0x506F6c6465720000000000000000000000000006);
}

/// @notice The newest reading of a thing, as this chain holds it.
interface IReadings {
    /// @param value the digits of the number; it measures value * 10^exponent in the unit
    /// @param exponent the power of ten
    /// @param time when it was measured, in milliseconds since 1970
    /// @param origin whose word it is: 0 the thing signed it, 1 the thing signed the frame it is in, 2 a city's gateway
    /// @param height the block that holds it
    /// @param transaction the Polder id of the transaction that brought it
    /// @param unit as SenML writes it (RFC 8428), empty if there is none
    struct Reading {
        int256 value;
        int32 exponent;
        uint64 time;
        uint8 origin;
        uint64 height;
        bytes32 transaction;
        string unit;
    }

    /// @notice The newest number, whoever vouches for it. Reverts with "no-reading: ..." or "not-a-number: ...".
    /// @param thing such as "DEHH008"
    /// @param name what was measured, such as "temperature"
    function latest(string calldata thing, string calldata name) external view returns (Reading memory);

    /// @notice The newest number that has this origin.
    function latestOf(string calldata thing, string calldata name, uint8 origin)
        external
        view
        returns (Reading memory);

    /// @notice The newest value of whatever kind: the CBOR item (RFC 8949) that was signed.
    function latestItem(string calldata thing, string calldata name)
        external
        view
        returns (bytes memory item, uint64 time, uint8 origin);
}

/// @notice What a contract wants a thing to do. The command is a decision: an event in the receipt, and kept for
/// `IDecisions`; it goes out with the network's certificate, and the thing itself checks whether the contract may
/// command it.
interface ICommands {
    /// @param thing who is to act
    /// @param name what is to be done
    /// @param payload what the thing needs to know for it
    function send(string calldata thing, string calldata name, bytes calldata payload) external;
}

/// @notice What was decided last for a thing on this chain, by a contract of whatever framework. Anybody whom the chain's
/// policy lets transact may decide: ask for the word of one whom you trust (`latestBy`, `latestOf`) where it matters.
interface IDecisions {
    /// @param payload what the thing was told
    /// @param time the block's time, in milliseconds since 1970
    /// @param count how many decisions of this name there were for the thing: by anybody in `latest`, by this one else
    /// @param height the block that holds it
    /// @param transaction the Polder id of the transaction that brought it
    /// @param account who decided, as an account of this machine
    /// @param by who decided, such as "evm:0x..." in lower case, "org:hamburg" or "contract:rules"
    struct Decision {
        bytes payload;
        uint64 time;
        uint64 count;
        uint64 height;
        bytes32 transaction;
        address account;
        string by;
    }

    /// @notice The newest decision, whoever took it. Reverts with "no-decision: ...".
    /// @param thing such as "valve-7"
    /// @param name the command, such as "open"
    function latest(string calldata thing, string calldata name) external view returns (Decision memory);

    /// @notice The newest decision of a contract of this machine.
    function latestBy(string calldata thing, string calldata name, address account)
        external
        view
        returns (Decision memory);

    /// @notice The newest decision of anyone, named as in `Decision.by`.
    function latestOf(string calldata thing, string calldata name, string calldata by)
        external
        view
        returns (Decision memory);
}

/// @notice Messages to contracts of other chains, carried with proofs by relayers that nobody needs to trust.
interface IInterchain {
    /// @param network the id of the other network
    /// @param chain its chain
    /// @param target the contract there
    /// @param expires the other chain's block time, in milliseconds since 1970, at which the packet is void
    /// @param data what the contract there is given
    /// @return sequence the packets of this contract, counted from 1
    function send(
        string calldata network,
        string calldata chain,
        string calldata target,
        uint64 expires,
        bytes calldata data
    ) external returns (uint64 sequence);
}

/// @notice Any other contract of this chain, whatever its framework.
interface IContracts {
    /// @param target the contract's name, such as "kv"
    /// @param method what it is to do
    /// @param arguments one CBOR item (RFC 8949, 4.2.1), most often an array
    /// @return result one CBOR item. A failure of the contract is a revert "code: detail".
    function call(string calldata target, string calldata method, bytes calldata arguments)
        external
        returns (bytes memory result);
}

/// @notice The contract `kv`: texts and bytes under keys. A key belongs to the contract that saved it.
interface IKeyValue {
    /// @return value the bytes; of a text its UTF-8
    /// @return owner such as "evm:0x..." or "org:hamburg"
    function get(string calldata key) external view returns (bytes memory value, string memory owner);

    /// @notice Saves under a key that is free.
    function save(string calldata key, bytes calldata value) external;

    /// @notice Saves under a key of the caller's own.
    function update(string calldata key, bytes calldata value) external;

    /// @notice Gives a key of the caller's own free.
    function remove(string calldata key) external;
}
