// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// A contract whose constructor takes one of every plain type and keeps them.
contract Gauge {
    error TooDeep(int8 depth);

    address public owner;
    uint64 public limit;
    int8 public depth;
    bool public open;
    string public name;
    bytes public note;
    bytes32 public tag;

    constructor(
        address owner_,
        uint64 limit_,
        int8 depth_,
        bool open_,
        string memory name_,
        bytes memory note_,
        bytes32 tag_
    ) {
        require(limit_ > 0, "a gauge needs a limit");
        if (depth_ < -100) revert TooDeep(depth_);
        (owner, limit, depth, open, name, note, tag) = (owner_, limit_, depth_, open_, name_, note_, tag_);
    }
}

library Far {
    function twice(uint256 value) external pure returns (uint256) {
        return 2 * value;
    }
}

contract Linked {
    function four(uint256 value) external pure returns (uint256) {
        return Far.twice(Far.twice(value));
    }
}

interface IGauge {
    function limit() external view returns (uint64);
}
