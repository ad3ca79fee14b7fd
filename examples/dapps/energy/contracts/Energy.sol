// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IReadings, Polder} from "polder/Polder.sol";

/// @title Neighbours sell solar power to each other
/// @notice Each meter says, under its own signature, how much a household had left over (or needed) in a period, in one
/// number. A household's number is used only while its grant stands. Nobody decides alone: anyone may settle a period
/// once all meters have reported, or when the grace is over.
contract Energy {
    using SafeERC20 for IERC20;

    uint256 public constant HOUSEHOLDS_MAX = 100;
    /// @notice How long after its end a period waits for meters that say nothing, in milliseconds.
    uint64 public constant GRACE = 1 hours * 1000;
    /// A frame's origin: the meter signed it.
    uint8 private constant FRAME = 1;
    int256 private constant WATT_HOURS_MAX = 1e9;

    IERC20 public immutable EURO;
    /// @notice What a watt-hour costs, in units of the euro.
    uint256 public immutable PRICE;
    /// @notice How long a period is, in milliseconds.
    uint64 public immutable PERIOD;

    struct Grant {
        string meter;
        uint64 from;
    }

    mapping(address household => Grant) public grants;
    mapping(bytes32 meter => bool) private taken;
    address[] public households;
    /// @notice The end of the newest settled period, in milliseconds since 1970.
    uint64 public settled;

    event Granted(address indexed household, string meter, uint64 from);
    event Withdrawn(address indexed household);
    event Traded(address indexed household, uint64 indexed end, int256 wattHours);
    event Missing(address indexed household, uint64 indexed end);
    event Settled(uint64 indexed end, uint256 wattHours);

    error NotYours(string meter);
    error Granting(address household);
    error TooMany();
    error NotAPeriod(uint64 end);
    error WaitsFor(address household);

    constructor(address euro, uint256 price, uint64 period) {
        require(price > 0 && period > 0, "a price and a period above 0");
        (EURO, PRICE, PERIOD) = (IERC20(euro), price, period);
    }

    /// @notice Lets the contract use what the meter says. The meter itself has said whom it serves, so nobody can grant
    /// in the name of a neighbour.
    /// @param from the end of the first period that may be used
    function grant(string calldata meter, uint64 from) external {
        if (households.length == HOUSEHOLDS_MAX) revert TooMany();
        if (bytes(grants[msg.sender].meter).length != 0) revert Granting(msg.sender);
        bytes32 key = keccak256(bytes(meter));
        if (taken[key] || !serves(meter, msg.sender)) revert NotYours(meter);
        taken[key] = true;
        grants[msg.sender] = Grant(meter, from);
        households.push(msg.sender);
        emit Granted(msg.sender, meter, from);
    }

    /// @notice Takes the grant back; periods that are not settled yet do without this household.
    function withdraw() external {
        string memory meter = grants[msg.sender].meter;
        if (bytes(meter).length == 0) revert NotYours("");
        delete taken[keccak256(bytes(meter))];
        delete grants[msg.sender];
        uint256 at = 0;
        while (households[at] != msg.sender) at++;
        for (; at + 1 < households.length; at++) households[at] = households[at + 1];
        households.pop();
        emit Withdrawn(msg.sender);
    }

    /// The reading `household` of a meter holds 20 bytes: in CBOR 0x54 and the account.
    function serves(string calldata meter, address household) private view returns (bool) {
        (bytes memory item,, uint8 origin) = Polder.READINGS.latestItem(meter, "household");
        return origin <= FRAME && keccak256(item) == keccak256(abi.encodePacked(hex"54", household));
    }

    /// @notice Moves the money for the period that ended then. Sellers and buyers share what is traded by their parts;
    /// rounding goes by the order of the grants, so that not a watt-hour is lost.
    function settle(uint64 end) external {
        if (end <= settled || end % PERIOD != 0 || end > block.timestamp * 1000) revert NotAPeriod(end);
        settled = end;
        int256[] memory net = new int256[](households.length);
        uint256 supply = 0;
        uint256 demand = 0;
        for (uint256 i = 0; i < net.length; i++) {
            net[i] = able(households[i], surplus(households[i], end));
            if (net[i] > 0) supply += uint256(net[i]);
            else demand += uint256(-net[i]);
        }
        uint256 traded = supply < demand ? supply : demand;
        if (traded > 0) {
            buy(net, demand, traded, end);
            sell(net, supply, traded, end);
        }
        emit Settled(end, traded);
    }

    /// What a household had left over, in Wh; negative is what it needed.
    function surplus(address household, uint64 end) private returns (int256) {
        Grant storage its = grants[household];
        if (its.from > end) return 0;
        try Polder.READINGS.latestOf(its.meter, "net-energy", FRAME) returns (IReadings.Reading memory reading) {
            if (reading.time == end) return wattHours(reading);
        } catch {}
        if (block.timestamp * 1000 < end + GRACE) revert WaitsFor(household);
        emit Missing(household, end);
        return 0;
    }

    /// Whole Wh, cut towards zero; what no house can have counts as nothing.
    function wattHours(IReadings.Reading memory reading) private pure returns (int256 whole) {
        if (keccak256(bytes(reading.unit)) != keccak256("Wh")) return 0;
        if (reading.exponent > 9 || reading.exponent < -30) return 0;
        if (reading.value > 1e40 || reading.value < -1e40) return 0;
        whole = reading.exponent >= 0
            ? reading.value * int256(10 ** uint256(int256(reading.exponent)))
            : reading.value / int256(10 ** uint256(-int256(reading.exponent)));
        if (whole > WATT_HOURS_MAX || whole < -WATT_HOURS_MAX) return 0;
    }

    /// Nobody buys more than he has allowed and can pay, so nobody can make the others wait.
    function able(address household, int256 net) private view returns (int256) {
        if (net >= 0) return net;
        uint256 balance = EURO.balanceOf(household);
        uint256 allowed = EURO.allowance(household, address(this));
        uint256 most = (balance < allowed ? balance : allowed) / PRICE;
        return uint256(-net) > most ? -int256(most) : net;
    }

    function buy(int256[] memory net, uint256 demand, uint256 traded, uint64 end) private {
        uint256 sum = 0;
        for (uint256 i = 0; i < net.length; i++) {
            if (net[i] >= 0) continue;
            uint256 before = traded * sum / demand;
            sum += uint256(-net[i]);
            uint256 part = traded * sum / demand - before;
            EURO.safeTransferFrom(households[i], address(this), part * PRICE);
            emit Traded(households[i], end, -int256(part));
        }
    }

    function sell(int256[] memory net, uint256 supply, uint256 traded, uint64 end) private {
        uint256 sum = 0;
        for (uint256 i = 0; i < net.length; i++) {
            if (net[i] <= 0) continue;
            uint256 before = traded * sum / supply;
            sum += uint256(net[i]);
            uint256 part = traded * sum / supply - before;
            EURO.safeTransfer(households[i], part * PRICE);
            emit Traded(households[i], end, int256(part));
        }
    }
}
