// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// What the machine is measured with: arithmetic, hashing, and a token as most chains carry it.
contract Loop {
    function squares(uint256 n) external pure returns (uint256 s) {
        for (uint256 i = 0; i < n; i++) s += i * i;
    }

    function chain(uint256 n) external pure returns (bytes32 h) {
        for (uint256 i = 0; i < n; i++) h = keccak256(abi.encode(h));
    }
}

contract Token {
    event Transfer(address indexed from, address indexed to, uint256 value);

    error InsufficientBalance(address from, uint256 balance, uint256 needed);

    mapping(address => uint256) public balanceOf;
    uint256 public totalSupply;

    constructor(uint256 supply) {
        totalSupply = supply;
        balanceOf[msg.sender] = supply;
        emit Transfer(address(0), msg.sender, supply);
    }

    function transfer(address to, uint256 value) external returns (bool) {
        uint256 balance = balanceOf[msg.sender];
        if (balance < value) revert InsufficientBalance(msg.sender, balance, value);
        unchecked {
            balanceOf[msg.sender] = balance - value;
            balanceOf[to] += value;
        }
        emit Transfer(msg.sender, to, value);
        return true;
    }
}

/// A contract of many slots, some of which change.
contract Slots {
    mapping(uint256 => uint256) private held;

    function fill(uint256 from, uint256 count) external {
        for (uint256 i = from; i < from + count; i++) held[i] = i + 1;
    }

    /// Changes a slot in each of `count` equal parts of all there are.
    function touch(uint256 seed, uint256 count, uint256 size) external {
        uint256 part = size / count;
        for (uint256 i = 0; i < count; i++) {
            uint256 slot = i * part + uint256(keccak256(abi.encode(seed, i))) % part;
            held[slot] += 1;
        }
    }
}

/// Makes tokens, many in a transaction.
contract Mint {
    function make(uint256 count) external {
        for (uint256 i = 0; i < count; i++) new Token(1 << 60);
    }
}
