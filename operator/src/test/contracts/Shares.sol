// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// A contract whose constructor takes arrays and structs, within each other.
contract Shares {
    struct Owner {
        address who;
        uint96 part;
    }

    struct Note {
        string title;
        bytes[] pages;
        Mark mark;
    }

    struct Mark {
        bool sealed_;
        int16 level;
    }

    error NotAll(Owner owner, uint96 missing);

    uint256 public immutable count;
    address public last;
    uint96 public sum;
    uint8 public second;
    string public title;
    bytes public page;
    int16 public level;
    uint256 public deepest;
    string public name;

    constructor(
        Owner[] memory owners,
        uint8[2] memory pair,
        Note memory note,
        uint256[][2] memory rows,
        Owner memory first,
        string[] memory names
    ) {
        for (uint256 i = 0; i < owners.length; i++) sum += owners[i].part;
        if (sum != first.part) revert NotAll(first, sum);
        (count, last, second) = (owners.length, owners[owners.length - 1].who, pair[1]);
        (title, page, level) = (note.title, note.pages[1], note.mark.level);
        deepest = rows[1][rows[1].length - 1];
        name = names[names.length - 1];
    }
}
